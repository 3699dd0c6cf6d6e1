// SPDX-License-Identifier: Apache-2.0
// What the scripts for Node share. Their readers know files, not tables: they are asked about values, not about
// partitions. A script gives the ways to read a file as rows.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

// JSON that tells apart what the readers tell apart.
function canonical(value) {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Date) return value.toISOString().replace('Z', '000Z')
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, canonical(inner)]))
}

const day = (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value)
const pairs = (value) => (Array.isArray(value) ? Object.fromEntries(value.map((pair) => Object.values(pair))) : value)
const digits = (value) => (value === null || value === undefined ? null : String(value))

const questions = {
  count: (rows) => rows.length,
  added_column: (rows) => byEvent(rows, 'channel'),
  added_field: (rows) => byEvent(rows, 'items', (items) => items && items.map((item) => item.gift)),
  microseconds: (rows) => byEvent(rows, 'ordered'),
  decimals: (rows) => byEvent(rows, 'price', digits),
  maps: (rows) => byEvent(rows, 'labels', pairs),
  empty_lists: (rows) => byEvent(rows, 'tags'),
  old_dates: (rows) => byEvent(rows, 'born', day),
  old_times: (rows) => byEvent(rows, 'founded'),
  rescued_number: (rows) =>
    String(JSON.parse(rows.find((row) => row.event_id === 'a')._rescued)['/detail/evaluation/weight']),
}

function byEvent(rows, column, take = (value) => value) {
  const sorted = [...rows].sort((one, other) => (one.event_id < other.event_id ? -1 : 1))
  return Object.fromEntries(sorted.map((row) => [row.event_id, canonical(take(row[column]))]))
}

export async function main(ways) {
  const table = join(process.argv[2], 'ORDERS_EVENT')
  const files = readdirSync(table, { recursive: true }).filter((name) => name.endsWith('.parquet'))
  const answers = {}
  for (const [way, read] of Object.entries(ways)) {
    for (const [key, ask] of Object.entries(questions)) {
      answers[key] ??= {}
      try {
        const rows = []
        for (const file of files) rows.push(...(await read(join(table, file))))
        answers[key][way] = { says: ask(rows) }
      } catch (error) {
        console.error(error)
        answers[key][way] = { error: error.name }
      }
    }
  }
  console.log(JSON.stringify(answers))
}
