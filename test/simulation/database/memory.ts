/**
 * PostgreSQL as far as the engine leans on it: tables in memory, transactions that commit or vanish whole, row locks that
 * are waited for or skipped, read committed, NOTIFY with the commit. `contract.test.ts` compares it with the real one.
 */
import type { Tx } from '../../../src/kit/ctx.ts';

/** An error as node-postgres throws it. */
export class DatabaseError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export class Table<Row extends object> {
  readonly name: string;
  /** Committed rows, in the order in which they came. */
  readonly rows = new Map<string, Row>();
  readonly #unique: (row: Row) => string | null;

  constructor(name: string, unique: (row: Row) => string | null = () => null) {
    this.name = name;
    this.#unique = unique;
  }

  /** A value that no two rows may share; null shares nothing. */
  unique(row: Row): string | null {
    return this.#unique(row);
  }
}

type AnyTable = Table<object>;

interface Change {
  table: AnyTable;
  key: string;
  before: object | null | undefined;
}

let transactions = 0;

/** One connection between begin and commit. */
export class Transaction {
  readonly id = ++transactions;
  /** `now()` of everything in it. */
  readonly startedMs: number;
  /** Null: removed. */
  readonly changes = new Map<AnyTable, Map<string, object | null>>();
  readonly locks = new Set<string>();
  readonly notices: { topic: string; payload: string }[] = [];
  state: 'open' | 'failed' | 'ended' = 'open';
  waitsFor: Transaction | null = null;

  constructor(startedMs: number) {
    this.startedMs = startedMs;
  }
}

/** Thrown inside a statement that must wait for somebody's row lock; the statement then runs again from its start. */
class Blocked extends Error {
  readonly by: Transaction;
  constructor(by: Transaction) {
    super('blocked');
    this.by = by;
  }
}

/** How a statement gets to the database and its answer back: at once in tests, with delays and failures in a simulation. */
export interface Wire {
  nowMs(): number;
  carry<T>(session: Session, name: string, execute: () => Promise<T>): Promise<T>;
}

/** What the engine holds as `Tx`: the pool, or one transaction of it. */
export interface Session {
  memory: Memory;
  wire: Wire;
  transaction: Transaction | null;
}

export const asTx = (session: Session): Tx => session as unknown as Tx;
const sessionOf = (tx: Tx): Session => {
  const session = tx as unknown as Session;
  if (!(session.memory instanceof Memory)) throw new Error('This is no simulated database');
  return session;
};

export class Memory {
  readonly #holders = new Map<string, Transaction>();
  readonly #waiting: (() => void)[] = [];
  /** Told of each committed NOTIFY. */
  onNotice: (topic: string, payload: string) => void = () => {};

  begin(nowMs: number): Transaction {
    return new Transaction(nowMs);
  }

  commit(transaction: Transaction): void {
    if (transaction.state === 'ended') throw new DatabaseError('08003', 'The connection is gone');
    if (transaction.state === 'failed') {
      this.rollback(transaction);
      throw new Error('A statement of this transaction had failed, so all of it was undone.');
    }
    for (const [table, rows] of transaction.changes)
      for (const [key, row] of rows) {
        if (row === null) table.rows.delete(key);
        else table.rows.set(key, row);
      }
    this.#end(transaction);
    const told = new Set<string>();
    for (const { topic, payload } of transaction.notices) {
      if (told.has(`${topic}:${payload}`)) continue;
      told.add(`${topic}:${payload}`);
      this.onNotice(topic, payload);
    }
  }

  rollback(transaction: Transaction): void {
    if (transaction.state !== 'ended') this.#end(transaction);
  }

  #end(transaction: Transaction): void {
    transaction.state = 'ended';
    for (const lock of transaction.locks) this.#holders.delete(lock);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  holder(lock: string): Transaction | null {
    return this.#holders.get(lock) ?? null;
  }

  take(lock: string, transaction: Transaction): void {
    this.#holders.set(lock, transaction);
    transaction.locks.add(lock);
  }

  /** Runs one statement to its end, waiting for locks; on its own it is a transaction of its own. */
  async execute<T>(session: Session, run: (statement: Statement) => T): Promise<T> {
    const isAlone = session.transaction === null;
    const transaction = session.transaction ?? this.begin(session.wire.nowMs());
    for (;;) {
      if (transaction.state === 'ended') throw new DatabaseError('08003', 'The connection is gone');
      if (transaction.state === 'failed')
        throw new DatabaseError(
          '25P02',
          'current transaction is aborted, commands ignored until end of block',
        );
      const statement = new Statement(this, transaction, session.wire.nowMs());
      try {
        const result = run(statement);
        if (isAlone) this.commit(transaction);
        return result;
      } catch (error) {
        statement.undo();
        if (!(error instanceof Blocked)) {
          if (isAlone) this.rollback(transaction);
          else transaction.state = 'failed';
          throw error;
        }
        transaction.waitsFor = error.by;
        if (isCircle(transaction)) {
          transaction.waitsFor = null;
          if (isAlone) this.rollback(transaction);
          else transaction.state = 'failed';
          throw new DatabaseError('40P01', 'deadlock detected');
        }
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
        transaction.waitsFor = null;
      }
    }
  }
}

function isCircle(from: Transaction): boolean {
  for (let at = from.waitsFor; at; at = at.waitsFor) if (at === from) return true;
  return false;
}

/** One statement's view: what is committed, with the changes of its own transaction on top. */
export class Statement {
  readonly #memory: Memory;
  readonly #transaction: Transaction;
  readonly #journal: Change[] = [];
  /** `clock_timestamp()`. */
  readonly nowMs: number;

  constructor(memory: Memory, transaction: Transaction, nowMs: number) {
    this.#memory = memory;
    this.#transaction = transaction;
    this.nowMs = nowMs;
  }

  /** `now()`. */
  get startedMs(): number {
    return this.#transaction.startedMs;
  }

  get<Row extends object>(table: Table<Row>, key: string): Row | null {
    const own = this.#transaction.changes.get(table as unknown as AnyTable)?.get(key);
    return ((own === undefined ? table.rows.get(key) : own) as Row | null | undefined) ?? null;
  }

  all<Row extends object>(table: Table<Row>): Row[] {
    const own = this.#transaction.changes.get(table as unknown as AnyTable);
    if (!own) return [...table.rows.values()];
    const rows: Row[] = [];
    for (const [key, row] of table.rows) {
      const changed = own.get(key);
      if (changed === undefined) rows.push(row);
      else if (changed !== null) rows.push(changed as Row);
    }
    for (const [key, row] of own) if (row !== null && !table.rows.has(key)) rows.push(row as Row);
    return rows;
  }

  /** FOR UPDATE. */
  lock(table: { name: string }, key: string): void {
    const lock = `${table.name}:${key}`;
    const holder = this.#memory.holder(lock);
    if (holder === this.#transaction) return;
    if (holder) throw new Blocked(holder);
    this.#memory.take(lock, this.#transaction);
  }

  /** For SKIP LOCKED. */
  isFree(table: { name: string }, key: string): boolean {
    const holder = this.#memory.holder(`${table.name}:${key}`);
    return holder === null || holder === this.#transaction;
  }

  put<Row extends object>(table: Table<Row>, key: string, row: Row): void {
    this.lock(table, key);
    const value = table.unique(row);
    if (value !== null)
      for (const other of this.all(table))
        if (table.unique(other) === value && other !== this.get(table, key))
          throw new DatabaseError('23505', `duplicate key value violates unique constraint of ${table.name}`);
    this.#change(table as unknown as AnyTable, key, row);
  }

  remove<Row extends object>(table: Table<Row>, key: string): void {
    this.lock(table, key);
    this.#change(table as unknown as AnyTable, key, null);
  }

  notify(topic: string, payload: string): void {
    this.#transaction.notices.push({ topic, payload });
  }

  undo(): void {
    for (const { table, key, before } of this.#journal.reverse()) {
      const rows = this.#transaction.changes.get(table);
      if (before === undefined) rows?.delete(key);
      else rows?.set(key, before);
    }
  }

  #change(table: AnyTable, key: string, row: object | null): void {
    let rows = this.#transaction.changes.get(table);
    if (!rows) {
      rows = new Map();
      this.#transaction.changes.set(table, rows);
    }
    this.#journal.push({ table, key, before: rows.get(key) });
    rows.set(key, row);
  }
}

/** One statement of a twin: carried to the database, run there in one moment, its answer carried back. */
export function statement<T, Tables>(
  tx: Tx,
  name: string,
  run: (at: Statement, tables: Tables) => T,
): Promise<T> {
  const session = sessionOf(tx);
  const tables = (session.memory as Memory & { tables: Tables }).tables;
  return session.wire.carry(session, name, () => session.memory.execute(session, (at) => run(at, tables)));
}

/** BEGIN, `run`, COMMIT; what it throws undoes it. */
export async function inTransaction<T>(session: Session, run: (tx: Tx) => Promise<T>): Promise<T> {
  const { memory, wire } = session;
  let transaction: Transaction | null = null;
  await wire.carry(session, 'begin', async () => {
    transaction = memory.begin(wire.nowMs());
  });
  const open = transaction as unknown as Transaction;
  const inside: Session = { memory, wire, transaction: open };
  let result: T;
  try {
    result = await run(asTx(inside));
  } catch (error) {
    await wire.carry(inside, 'rollback', async () => memory.rollback(open)).catch(() => {});
    throw error;
  }
  await wire.carry(inside, 'commit', async () => memory.commit(open));
  return result;
}

/** As jsonb gives a value back: no undefined, dates as text, keys by their length and then by their letters. */
export function jsonb<T>(value: T): T {
  if (value === null || value === undefined) return null as T;
  if (Array.isArray(value)) return value.map((one) => jsonb(one === undefined ? null : one)) as T;
  if (value instanceof Date) return value.toISOString() as T;
  if (typeof value !== 'object') return value;
  const keys = Object.keys(value).filter((key) => (value as Record<string, unknown>)[key] !== undefined);
  keys.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  return Object.fromEntries(keys.map((key) => [key, jsonb((value as Record<string, unknown>)[key])])) as T;
}
