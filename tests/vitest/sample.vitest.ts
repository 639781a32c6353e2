/** The sample suites under Vitest. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, it } from "vitest";
import { databaseSample } from "../testing/database/sample-suite.ts";
import { sampleSuite } from "../testing/sample-suite.ts";

sampleSuite({ describe, it, beforeEach });
databaseSample({ describe, it, before: beforeAll, after: afterAll, beforeEach, afterEach });
