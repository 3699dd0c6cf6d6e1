// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { main } from './answering.mjs'

const installed = createRequire(`${process.cwd()}/`)
const { readParquet } = installed('parquet-wasm/node')
const { DataType, tableFromIPC } = installed('apache-arrow')

function inside(value) {
  if (value === null || value === undefined || typeof value !== 'object') return value
  return Array.isArray(value) ? value.map(inside) : typeof value.toJSON === 'function' ? inside(value.toJSON()) : value
}

// Times come as numbers of milliseconds, with the microseconds behind the point.
function microseconds(value) {
  const micros = BigInt(Math.round(value * 1000))
  const rest = ((micros % 1000000n) + 1000000n) % 1000000n
  const seconds = new Date(Number((micros - rest) / 1000n)).toISOString().slice(0, 19)
  return `${seconds}.${String(rest).padStart(6, '0')}Z`
}

// A decimal comes as its digits, without the point.
function withPoint(value, scale) {
  const text = String(value)
  const minus = text.startsWith('-') ? '-' : ''
  const digits = text.slice(minus.length).padStart(scale + 1, '0')
  return `${minus}${digits.slice(0, -scale)}.${digits.slice(-scale)}`.replace(/\.?0+$/, '')
}

function reader(time, decimal) {
  return async (path) => {
    const table = tableFromIPC(readParquet(new Uint8Array(readFileSync(path))).intoIPCStream())
    const shown = (field, value) => {
      if (value === null || value === undefined) return null
      if (DataType.isTimestamp(field.type)) return time(value)
      if (DataType.isDate(field.type)) return new Date(value)
      if (DataType.isDecimal(field.type)) return decimal(value, field.type.scale)
      return inside(value)
    }
    const row = (i) => table.schema.fields.map((field) => [field.name, shown(field, table.getChild(field.name).get(i))])
    return Array.from({ length: table.numRows }, (_, i) => Object.fromEntries(row(i)))
  }
}

await main({ plain: reader((value) => new Date(value), String), call: reader(microseconds, withPoint) })
