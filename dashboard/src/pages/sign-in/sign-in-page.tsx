import { Button, TextInput } from '@mantine/core';
import { IconFingerprint, IconMailForward } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { askForLink, canUsePasskey, signInWithPasskey } from '../../api/account.ts';
import { isProblem } from '../../api/problem.ts';
import { texts } from '../../texts/index.ts';
import css from './sign-in.module.css';

const say = texts.signIn;

export default function SignInPage() {
  const [email, setEmail] = useState('');
  const ask = useMutation({ mutationFn: () => askForLink(email) });
  const passkey = useMutation({
    mutationFn: signInWithPasskey,
    onSuccess: () => window.location.assign('/'),
  });
  useEffect(() => {
    document.title = `${say.title} · Spindle`;
  }, []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  return (
    <main className={css.page}>
      <div className={css.card}>
        <img src="/spindle.svg" alt="" width={56} height={56} />
        <h1>{say.title}</h1>
        {ask.isSuccess ? (
          <div role="status">
            <p>
              <strong>{say.sent}</strong>
            </p>
            <p>{say.sentWhat}</p>
          </div>
        ) : (
          <form onSubmit={submit} className={css.form}>
            <p>{say.lead}</p>
            <TextInput
              type="email"
              label={say.email}
              autoComplete="email webauthn"
              required
              value={email}
              error={
                ask.error
                  ? isProblem(ask.error)
                    ? ask.error.message
                    : texts.problem.unreachableWhat
                  : undefined
              }
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <Button
              type="submit"
              loading={ask.isPending}
              leftSection={<IconMailForward size={18} aria-hidden />}
            >
              {say.ask}
            </Button>
          </form>
        )}
        {canUsePasskey() ? (
          <Button
            variant="default"
            fullWidth
            loading={passkey.isPending}
            leftSection={<IconFingerprint size={18} aria-hidden />}
            onClick={() => passkey.mutate()}
          >
            {say.passkey}
          </Button>
        ) : null}
        {passkey.error ? <p role="alert">{say.passkeyFailed}</p> : null}
        <p className={css.first}>{say.first}</p>
      </div>
    </main>
  );
}
