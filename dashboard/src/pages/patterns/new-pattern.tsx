import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { api, done } from '../../api/client.ts';
import { isProblem } from '../../api/problem.ts';
import { studioQuery } from '../../api/studio.ts';
import { texts } from '../../texts/index.ts';
import { parsePrice } from '../../ui/format.ts';
import { useWrite } from '../../ui/use-write.ts';

const say = texts.newPattern;

/** A pattern by hand: the rest follows on its page. */
export function NewPattern({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const navigate = useNavigate();
  const studio = useQuery(studioQuery);
  const currency = studio.data?.currency ?? 'EUR';
  const [title, setTitle] = useState('');
  const [craft, setCraft] = useState('sewing');
  const [price, setPrice] = useState('');
  const priceMinor = parsePrice(price, currency);
  const create = useWrite({
    run: (body: { title: string; craft: string; priceMinor: number }) =>
      done(api.POST('/patterns', { body })),
    topics: ['pattern'],
    onDone: (pattern) => void navigate({ to: '/patterns/$patternId', params: { patternId: pattern.id } }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (priceMinor !== null) create.mutate({ title, craft, priceMinor });
  };
  const problem = isProblem(create.error) ? create.error : null;
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={say.title}
      closeButtonProps={{ 'aria-label': texts.close }}
    >
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={say.name}
            required
            data-autofocus
            maxLength={255}
            value={title}
            error={problem?.fieldMessage('title')}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <TextInput
            label={say.craft}
            description={say.craftHelp}
            required
            maxLength={40}
            value={craft}
            error={problem?.fieldMessage('craft')}
            onChange={(event) => setCraft(event.currentTarget.value)}
          />
          <TextInput
            label={say.price(currency)}
            required
            inputMode="decimal"
            value={price}
            error={
              price !== '' && priceMinor === null ? texts.priceWrong : problem?.fieldMessage('priceMinor')
            }
            onChange={(event) => setPrice(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {texts.cancel}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {say.add}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
