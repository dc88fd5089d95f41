import { Button, Group, Modal, MultiSelect } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, done, live } from '../../api/client.ts';
import { texts } from '../../texts/index.ts';
import { useWrite } from '../../ui/use-write.ts';

const say = texts.listMore;

/** Brings more offers to a shop; they wait for the click on the plan. */
export function ListMore({ channelId, listed }: { channelId: string; listed: readonly string[] }) {
  const [isOpen, state] = useDisclosure();
  const [chosen, setChosen] = useState<string[]>([]);
  const [words, setWords] = useState('');
  const [search] = useDebouncedValue(words, 200);
  const offers = useQuery({
    ...live(['pattern'], ['offers', 'to-list', search], () =>
      done(
        api.GET('/offers', {
          params: { query: { search: search || undefined, state: 'active', limit: 100 } },
        }),
      ),
    ),
    enabled: isOpen,
  });
  const list = useWrite({
    run: (offerIds: string[]) =>
      done(
        api.POST('/channels/{channelId}/listings', { params: { path: { channelId } }, body: { offerIds } }),
      ),
    topics: ['listing'],
    done: ({ listingIds }) => say.listed(listingIds.length),
    onDone: () => {
      setChosen([]);
      state.close();
    },
  });
  const free = (offers.data?.items ?? []).filter((offer) => !listed.includes(offer.id));
  return (
    <Group justify="flex-end" mb="md">
      <Button variant="default" leftSection={<IconPlus size={18} aria-hidden />} onClick={state.open}>
        {say.open}
      </Button>
      <Modal
        opened={isOpen}
        onClose={state.close}
        title={say.open}
        closeButtonProps={{ 'aria-label': texts.close }}
      >
        <p>{say.what}</p>
        <MultiSelect
          label={say.offers}
          data={free.map((offer) => ({ value: offer.id, label: offer.name }))}
          value={chosen}
          onChange={setChosen}
          onSearchChange={setWords}
          searchable
          data-autofocus
          nothingFoundMessage={say.none}
          comboboxProps={{ withinPortal: true }}
        />
        <Group mt="lg" justify="space-between">
          <Button variant="subtle" color="gray" onClick={() => setChosen(free.map((offer) => offer.id))}>
            {say.all(free.length)}
          </Button>
          <Button disabled={chosen.length === 0} loading={list.isPending} onClick={() => list.mutate(chosen)}>
            {say.add(chosen.length)}
          </Button>
        </Group>
      </Modal>
    </Group>
  );
}
