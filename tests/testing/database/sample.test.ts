/** The sample suite with a database under Node's own test runner; tests/vitest runs it under Vitest. */

import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { databaseSample } from "./sample-suite.ts";

databaseSample({ describe, it, before, after, beforeEach, afterEach });
