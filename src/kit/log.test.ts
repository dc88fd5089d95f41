import fc from 'fast-check';
import { expect, it } from 'vitest';
import { asSentence, createLog } from './log.ts';
import { hideFromLog } from './redact.ts';
import { tellStory } from './story.ts';

const written = (fields: object, message = 'words'): string => {
  let lines = '';
  createLog('debug', {
    write(line) {
      lines += line;
    },
  }).error(fields, message);
  return lines;
};

it('keeps what a failed query was asked with to itself', () => {
  const cause = Object.assign(
    new Error('duplicate key value violates unique constraint "person_email_key"'),
    {
      code: '23505',
      detail: 'Key (email)=(ada@example.com) already exists.',
      where: 'secret place',
    },
  );
  const error = Object.assign(
    new Error('Failed query: insert into person\nparams: ada@example.com,sealed', { cause }),
    {
      query: 'insert',
      params: ['ada@example.com', 'sealed'],
    },
  );
  const line = written({ err: error });
  expect(line).not.toMatch(/ada@|sealed|secret place/);
  expect(line).toContain('23505');
  expect(line).toContain('Failed query: insert into person');
});

it('removes keys and tokens from addresses, headers and words', () => {
  const token = 'A1b2C3d4E5f6G7h8I9j0K1l2';
  const url = `http://shop.test/wp-json/wc/v3/orders?oauth_consumer_key=ck_1&oauth_signature=${token}&page=2`;
  const error = new Error(`GET ${url} failed with Bearer ${token}`, {
    cause: new Error(`https://hub.test/my/${token}`),
  });
  const line = written({
    err: error,
    url,
    headers: { authorization: `Basic ${token}` },
    deep: { words: [url] },
  });
  expect(line).not.toContain(token);
  expect(line).not.toContain('ck_1');
  expect(line).toContain('page=2');
});

it('takes hostile words of any length', () => {
  for (const piece of ['a@', 'a.', '?key=', '/d/', '(=(']) {
    const words = piece.repeat(1_000_000);
    expect(written({ err: new Error(words), text: words }).length).toBeLessThan(40_000);
  }
});

it('removes keys by their looks, passwords in addresses, signatures and buyers in queries', () => {
  const secrets = [
    'spk_Zm9vYmFyYmF6cXV4',
    'ck_0123456789abcdef',
    'whsec_c2VjcmV0c2VjcmV0',
    '12345678.AbCdEfGhIjKlMnOpQrStUv',
    'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln',
    'hunter2hunter2',
    'X2lkZW50aXR5',
    'ada%40example.com',
    'AKIAEXAMPLE/20260301',
  ];
  const [own, woo, hook, oauth, web, password, signature, buyer, credential] = secrets;
  const line = written(
    {
      a: `key ${own} and ${woo}, ${hook}`,
      b: `postgres://hub:${password}@db.example:5432/spindle`,
      c: `https://s3.test/x?X-Amz-Credential=${credential}&X-Amz-Signature=${signature}&partNumber=7`,
      d: `/my?email=${buyer}&page=3`,
      deep: {
        deeper: { headers: { 'Set-Cookie': oauth, authorization: web }, list: [{ refreshToken: oauth }] },
      },
      err: new Error(`refused ${oauth} ${web}`),
    },
    `said ${own} to ada@example.com`,
  );
  for (const secret of [...secrets, 'ada@example.com']) expect(line).not.toContain(secret);
  expect(line).toContain('db.example:5432/spindle');
  expect(line).toContain('partNumber=7');
  expect(line).toContain('page=3');
});

it('never writes what the hub was given to keep, whatever it looks like and wherever it stands', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ minLength: 6, maxLength: 60 }).filter((one) => !/^[\s\d.]+$/.test(one)),
        { minLength: 1, maxLength: 5 },
      ),
      fc.string(),
      (secrets, around) => {
        hideFromLog(secrets);
        const all = secrets.join(around);
        const line = JSON.parse(
          written(
            { a: all, deep: { b: [all], c: { d: all } }, err: new Error(all, { cause: new Error(all) }) },
            all,
          ),
        );
        const { time: _, pid: __, level: ___, err, ...rest } = line;
        const { stack: ____, ...words } = err;
        const text = JSON.stringify([Object.values(rest), words.message, words.cause.message]);
        for (const secret of secrets)
          if (!'[removed][address]'.includes(secret) && !around.includes(secret))
            expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
      },
    ),
    { numRuns: 300 },
  );
});

it('belongs to its request or job, and is a sentence for a person', () => {
  const line = tellStory({ requestId: 'r1' }, () =>
    written({ shop: 'Etsy', err: new Error('no answer') }, 'asked in vain'),
  );
  expect(JSON.parse(line)).toMatchObject({
    requestId: 'r1',
    level: 'error',
    shop: 'Etsy',
    msg: 'asked in vain',
  });
  expect(asSentence(line)).toMatch(
    /^\d\d:\d\d:\d\d error asked in vain: no answer {2}requestId=r1 {2}shop=Etsy\n {4}at /,
  );
});
