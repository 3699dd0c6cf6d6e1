// SPDX-License-Identifier: Apache-2.0
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { main } from './answering.mjs'

const installed = createRequire(`${process.cwd()}/`)
const load = (name) => import(pathToFileURL(installed.resolve(name)))
const { asyncBufferFromFile, parquetReadObjects } = await load('hyparquet')
const { compressors } = await load('hyparquet-compressors')

async function plain(path) {
  return parquetReadObjects({ file: await asyncBufferFromFile(path), compressors })
}

async function call(path) {
  const parsers = {
    timestampFromMicroseconds(micros) {
      const inside = ((micros % 1000000n) + 1000000n) % 1000000n
      const seconds = new Date(Number((micros - inside) / 1000n)).toISOString().slice(0, 19)
      return `${seconds}.${String(inside).padStart(6, '0')}Z`
    },
  }
  return parquetReadObjects({ file: await asyncBufferFromFile(path), compressors, parsers })
}

await main({ plain, call })
