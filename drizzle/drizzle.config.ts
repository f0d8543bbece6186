import { defineConfig } from "drizzle-kit";

/** `npx drizzle-kit generate --config drizzle/drizzle.config.ts --name what-changes` */
export default defineConfig({ dialect: "postgresql", schema: "./src/db/schema/index.ts", out: "./drizzle/migrations" });
