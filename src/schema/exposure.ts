/** Keeps what is not exposed out of answers: wraps the fields that src/claims/exposure.ts names. */
import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { EXPOSURE_CLASSES, EXPOSURE_NAMES, type ExposureName, type HiddenClasses } from "../claims/exposure.ts";
import type { PaperField } from "../claims/field-rule.ts";
import type { MetricKind } from "../contract/index.ts";
import type { RankingSnapshot } from "../ranking/snapshot.ts";
import type { GraphQLContext } from "./context.ts";

type Field = GraphQLField<unknown, GraphQLContext, Record<string, unknown>>;

/**
 * Gives every classed field a resolver that answers null, or nothing where it is a list, while its class is hidden, and a
 * description that names the class.
 * @throws {Error} when a class names a field that the schema does not have, or one that cannot be left out
 */
export function guardExposure(schema: GraphQLSchema): GraphQLSchema {
  for (const name of EXPOSURE_NAMES) {
    for (const member of EXPOSURE_CLASSES[name].members) guardField(fieldOf(schema, member), name);
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const kind = field.args.find((arg) => arg.name === "kind");
      if (kind && getNamedType(kind.type).name === "MetricKind") guardCounter(field as Field);
    }
  }
  return schema;
}

/** The paper's fields of which nothing is told. */
export function isHiddenField(field: PaperField, hidden: HiddenClasses): boolean {
  return [...hidden].some((name) => EXPOSURE_CLASSES[name].paperFields.includes(field));
}

function fieldOf(schema: GraphQLSchema, member: string): Field {
  const [typeName = "", fieldName = ""] = member.split(".");
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (!field) throw new Error(`there is no field ${member} to guard`);
  return field as Field;
}

function guardField(field: Field, name: ExposureName): void {
  const nothing = nothingFor(field);
  const resolve = field.resolve ?? defaultFieldResolver;
  field.description = `${field.description ?? ""} Class \`${name}\` of \`EXPOSE\`: ${nothing === null ? "null" : "empty"} where the operator leaves that out.`;
  field.resolve = (parent, args, context, info) => (context.hidden.has(name) ? nothing : resolve(parent, args, context, info));
}

/** For a hidden counter null, or, where the field must answer something, no rows or a series without points. */
function guardCounter(field: Field): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  const isRequired = isNonNullType(field.type);
  const isList = isNonNullType(field.type) && isListType(field.type.ofType);
  const nothing = isList ? "empty" : isRequired ? "without points" : "null";
  const names = EXPOSURE_NAMES.filter((name) => EXPOSURE_CLASSES[name].metrics.length > 0);
  const classed = names.map((name) => `\`${EXPOSURE_CLASSES[name].metrics.join("`, `")}\` is of class \`${name}\` of \`EXPOSE\``);
  field.description = `${field.description ?? ""} ${classed.join("; ")}: ${nothing} where the operator leaves that out.`;
  field.resolve = (parent, args, context, info) => {
    const kind = args["kind"];
    const isHidden = names.some((name) => context.hidden.has(name) && EXPOSURE_CLASSES[name].metrics.some((one) => one === kind));
    if (!isHidden) return resolve(parent, args, context, info);
    if (isList) return [];
    return isRequired ? { kind, points: [], before: null } : null;
  };
}

function nothingFor(field: Field): null | readonly never[] {
  if (!isNonNullType(field.type)) return null;
  if (isListType(field.type.ofType)) return [];
  throw new Error(`${field.name} must answer something and cannot be left out`);
}

/** The counters that answers leave out. */
export function hiddenMetrics(hidden: HiddenClasses): MetricKind[] {
  return [...hidden].flatMap((name) => EXPOSURE_CLASSES[name].metrics);
}

/** A sealed ranking whose scores and scope hold nothing that is left out; else null. */
export function shownSnapshot(snapshot: RankingSnapshot | null, hidden: HiddenClasses): RankingSnapshot | null {
  const kinds = hiddenMetrics(hidden);
  if (hidden.has("keywords") && snapshot?.scope.keyword != null) return null;
  return snapshot?.formula.terms.some(({ kind }) => kind !== null && kinds.includes(kind)) ? null : snapshot;
}
