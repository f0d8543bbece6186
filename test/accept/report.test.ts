import { expect, it } from "vitest";
import { Report } from "./report.ts";

it("fails for what was expected and never compared", () => {
  const report = new Report();
  report.expect("arxiv", ["versions"]);
  expect(report.failures).toBe(1);
  expect(report.lines()).toEqual(["arxiv/versions  NOTHING COMPARED"]);
  report.same("arxiv", "versions", 12);
  expect(report.failures).toBe(0);
  expect(report.lines()).toEqual(["arxiv/versions  OK       12 compared"]);
});

it("counts every difference and shows three", () => {
  const report = new Report();
  for (let index = 0; index < 5; index += 1) report.check("huggingface", "votes", `paper ${index}`, index, 3);
  expect(report.failures).toBe(4);
  expect(report.failedKinds()).toEqual(["huggingface/votes"]);
  expect(report.lines()).toEqual([
    "huggingface/votes  DIFFERS  4 of 5",
    "    paper 0: expected 0, got 3",
    "    paper 1: expected 1, got 3",
    "    paper 2: expected 2, got 3",
    "    … and 1 more",
  ]);
});
