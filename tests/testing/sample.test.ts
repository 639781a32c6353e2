/** The sample suite under Node's own test runner; tests/vitest runs it under Vitest. */

import { beforeEach, describe, it } from "node:test";
import { sampleSuite } from "./sample-suite.ts";

sampleSuite({ describe, it, beforeEach });
