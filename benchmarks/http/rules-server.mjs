// The server of rules.mjs: RULES rules, four shapes in each area of the site. (No "@bench" line: run.mjs leaves it alone.)
import { Flagon } from '../../dist/index.js'

const app = new Flagon({ config: { secretKey: 'a-very-secret-key-of-32-characters' } })
for (let area = 0; area < Number(process.env.RULES) / 4; area++) {
  app.get(`/area${area}/list`, () => ({ area }))
  app.get(`/area${area}/items/<int:id>`, (_request, params) => params)
  app.get(`/area${area}/items/<int:id>/parts/<slug>`, (_request, params) => params)
  app.get(`/area${area}/tags/<tag>/feed`, (_request, params) => params)
}
await app.run({ port: Number(process.env.PORT), banner: false })
