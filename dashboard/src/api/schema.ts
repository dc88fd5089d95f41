// Generated from the operations by scripts/generate-openapi.ts. Do not edit.

export interface paths {
  '/activity': {
    get: operations['audit.listActivity'];
  };
  '/alerts': {
    get: operations['alerts.list'];
  };
  '/alerts/browsers': {
    post: operations['alerts.subscribeBrowser'];
  };
  '/alerts/browsers/{browserId}': {
    delete: operations['alerts.unsubscribeBrowser'];
  };
  '/alerts/seen': {
    post: operations['alerts.markSeen'];
  };
  '/alerts/settings': {
    get: operations['alerts.getSettings'];
    patch: operations['alerts.updateSettings'];
  };
  '/alerts/test': {
    post: operations['alerts.sendTest'];
  };
  '/api-keys': {
    get: operations['accounts.listApiKeys'];
    post: operations['accounts.createApiKey'];
  };
  '/api-keys/{apiKeyId}': {
    delete: operations['accounts.revokeApiKey'];
  };
  '/audit': {
    get: operations['audit.listAudit'];
  };
  '/backups': {
    get: operations['backups.status'];
    post: operations['backups.start'];
  };
  '/backups/archives': {
    get: operations['backups.listArchives'];
  };
  '/backups/folder': {
    put: operations['backups.chooseFolder'];
  };
  '/board': {
    get: operations['listings.board'];
  };
  '/buyers': {
    get: operations['orders.listBuyers'];
  };
  '/buyers/{buyerId}': {
    get: operations['orders.getBuyer'];
  };
  '/buyers/{buyerId}/consent': {
    put: operations['orders.setBuyerConsent'];
  };
  '/channels': {
    get: operations['channels.listChannels'];
    post: operations['channels.connect'];
  };
  '/channels/{channelId}': {
    get: operations['channels.getChannel'];
    patch: operations['channels.updateChannel'];
  };
  '/channels/{channelId}/adopt-certain': {
    post: operations['listings.adoptCertain'];
  };
  '/channels/{channelId}/adoption': {
    get: operations['listings.listAdoption'];
  };
  '/channels/{channelId}/adoption/{remoteId}': {
    post: operations['listings.decideAdoption'];
  };
  '/channels/{channelId}/disconnect': {
    post: operations['channels.disconnect'];
  };
  '/channels/{channelId}/finish-adoption': {
    post: operations['listings.finishAdoption'];
  };
  '/channels/{channelId}/listings': {
    post: operations['listings.listOn'];
  };
  '/channels/{channelId}/offers/{offerId}/files': {
    get: operations['listings.previewFiles'];
  };
  '/channels/{channelId}/orders/read': {
    post: operations['orders.pollNow'];
  };
  '/channels/{channelId}/pause': {
    post: operations['channels.pauseChannel'];
  };
  '/channels/{channelId}/read': {
    post: operations['channels.readChannel'];
  };
  '/channels/{channelId}/read-again': {
    post: operations['listings.readAgain'];
  };
  '/channels/{channelId}/reconnect': {
    post: operations['channels.reconnect'];
  };
  '/channels/{channelId}/resume': {
    post: operations['channels.resumeChannel'];
  };
  '/channels/{channelId}/webhook-secret': {
    put: operations['channels.setWebhookSecret'];
  };
  '/delivery/numbers': {
    get: operations['delivery.readNumbers'];
  };
  '/folders': {
    get: operations['files.listFolders'];
    post: operations['files.watchFolder'];
  };
  '/folders/{folderId}': {
    delete: operations['files.unwatchFolder'];
  };
  '/folders/{folderId}/files': {
    get: operations['files.listFolderFiles'];
  };
  '/folders/{folderId}/rescan': {
    post: operations['files.rescanFolder'];
  };
  '/listings': {
    get: operations['listings.listListings'];
  };
  '/listings/{listingId}': {
    delete: operations['listings.removeListing'];
    get: operations['listings.getListing'];
  };
  '/listings/{listingId}/drift/accept': {
    post: operations['listings.acceptDrift'];
  };
  '/listings/{listingId}/drift/keep': {
    post: operations['listings.keepForThisShop'];
  };
  '/listings/{listingId}/drift/overwrite': {
    post: operations['listings.overwriteDrift'];
  };
  '/listings/{listingId}/follow-master': {
    post: operations['listings.followMaster'];
  };
  '/listings/{listingId}/let-go': {
    post: operations['listings.letGo'];
  };
  '/listings/{listingId}/ownership': {
    put: operations['listings.setOwnership'];
  };
  '/listings/{listingId}/pause': {
    post: operations['listings.pauseListing'];
  };
  '/listings/{listingId}/put-back': {
    post: operations['listings.putBack'];
  };
  '/listings/{listingId}/recreate': {
    post: operations['listings.recreateListing'];
  };
  '/listings/{listingId}/resume': {
    post: operations['listings.resumeListing'];
  };
  '/listings/{listingId}/retry': {
    post: operations['listings.retryListing'];
  };
  '/me': {
    get: operations['accounts.me'];
    patch: operations['accounts.updateMe'];
  };
  '/me/sign-out-everywhere': {
    post: operations['accounts.signOutEverywhere'];
  };
  '/messages': {
    get: operations['mail.listMessages'];
  };
  '/messages/held': {
    post: operations['mail.releaseHeld'];
  };
  '/messages/{messageId}': {
    get: operations['mail.getMessage'];
  };
  '/notices': {
    get: operations['notices.listNotices'];
  };
  '/notices/{noticeId}': {
    get: operations['notices.getNotice'];
    patch: operations['notices.updateNotice'];
  };
  '/notices/{noticeId}/approve': {
    post: operations['notices.approveNotice'];
  };
  '/notices/{noticeId}/discard': {
    post: operations['notices.discardNotice'];
  };
  '/offers': {
    get: operations['catalog.listOffers'];
    post: operations['catalog.createOffer'];
  };
  '/offers/{offerId}': {
    get: operations['catalog.getOffer'];
    patch: operations['catalog.updateOffer'];
  };
  '/offers/{offerId}/prices': {
    post: operations['catalog.addTimedPrice'];
  };
  '/offers/{offerId}/prices/{priceId}': {
    delete: operations['catalog.removeTimedPrice'];
  };
  '/orders': {
    get: operations['orders.listOrders'];
  };
  '/orders/numbers': {
    get: operations['orders.readNumbers'];
  };
  '/orders/tests': {
    post: operations['orders.createTestOrder'];
  };
  '/orders/{orderId}': {
    delete: operations['orders.deleteTestOrder'];
    get: operations['orders.getOrder'];
  };
  '/orders/{orderId}/delivery': {
    get: operations['delivery.getOrderDelivery'];
  };
  '/orders/{orderId}/library-link': {
    post: operations['delivery.createLibraryLink'];
  };
  '/orders/{orderId}/library-mail': {
    post: operations['delivery.sendLibraryMail'];
  };
  '/orders/{orderId}/revoke-links': {
    post: operations['delivery.revokeLinks'];
  };
  '/patterns': {
    get: operations['catalog.listPatterns'];
    post: operations['catalog.createPattern'];
  };
  '/patterns/archive': {
    post: operations['catalog.archivePatterns'];
  };
  '/patterns/import': {
    post: operations['catalog.importCatalog'];
  };
  '/patterns/import/preview': {
    post: operations['catalog.previewImport'];
  };
  '/patterns/{patternId}': {
    get: operations['catalog.getPattern'];
    patch: operations['catalog.updatePattern'];
  };
  '/patterns/{patternId}/archive': {
    post: operations['catalog.archivePattern'];
  };
  '/patterns/{patternId}/draft/files': {
    post: operations['files.addFile'];
  };
  '/patterns/{patternId}/images': {
    post: operations['catalog.addImage'];
    put: operations['catalog.updateImages'];
  };
  '/patterns/{patternId}/images/{imageId}': {
    delete: operations['catalog.removeImage'];
  };
  '/patterns/{patternId}/releases': {
    get: operations['files.listReleases'];
  };
  '/patterns/{patternId}/restore': {
    post: operations['catalog.restorePattern'];
  };
  '/people': {
    get: operations['accounts.listPeople'];
    post: operations['accounts.invitePerson'];
  };
  '/people/{personId}': {
    delete: operations['accounts.removePerson'];
    patch: operations['accounts.changeRole'];
  };
  '/plan': {
    get: operations['listings.plan'];
  };
  '/plan/approve': {
    post: operations['listings.approvePlan'];
  };
  '/releases/{releaseId}': {
    delete: operations['files.discardDraft'];
    get: operations['files.getRelease'];
    patch: operations['files.updateRelease'];
  };
  '/releases/{releaseId}/draft': {
    post: operations['files.startDraft'];
  };
  '/releases/{releaseId}/files/{releaseFileId}': {
    delete: operations['files.removeFile'];
    patch: operations['files.updateFile'];
  };
  '/releases/{releaseId}/findings': {
    get: operations['files.listFindings'];
  };
  '/releases/{releaseId}/publish': {
    post: operations['files.publishRelease'];
  };
  '/releases/{releaseId}/withdraw': {
    post: operations['files.withdrawRelease'];
  };
  '/resume': {
    post: operations['listings.resumeEverything'];
  };
  '/secrets/rotate': {
    post: operations['channels.rotateKey'];
  };
  '/spokes': {
    get: operations['channels.listSpokes'];
  };
  '/stop': {
    post: operations['listings.stopEverything'];
  };
  '/studio': {
    get: operations['studio.get'];
    patch: operations['studio.update'];
  };
  '/tasks': {
    get: operations['tasks.list'];
  };
  '/tasks/{taskId}': {
    get: operations['tasks.get'];
  };
  '/tasks/{taskId}/cancel': {
    post: operations['tasks.cancel'];
  };
}

export interface components {
  schemas: {
    Activity: {
      /** Identifier (UUID). */
      id: string;
      at: string;
      tone: 'info' | 'good' | 'needs-you' | 'problem';
      sentence: string;
      patternId: string | null;
      channelId: string | null;
      listingId: string | null;
      orderId: string | null;
      releaseId: string | null;
    };
    AlertSettings: {
      isMailOn: boolean;
      isPushOn: boolean;
      rhythm: 'soon' | 'daily';
      digestHour: number;
      quietFrom: string | null;
      quietUntil: string | null;
      timeZone: string | null;
      studioTimeZone: string;
      isWeeklyOn: boolean;
      sleepMinutes: number | null;
      usualSleepMinutes: number;
      email: string | null;
      hasMailServer: boolean;
      lastToldAt: string | null;
      pushKey: string;
      browsers: ({
        /** Identifier (UUID). */
        id: string;
        name: string;
        createdAt: string;
        usedAt: string | null;
      })[];
    };
    ApiKey: {
      /** Identifier (UUID). */
      id: string;
      name: string;
      start: string;
      role: 'owner' | 'editor' | 'support' | 'accountant' | 'viewer';
      designerId: string | null;
      madeBy: string;
      createdAt: string;
      expiresAt: string | null;
      lastUsedAt: string | null;
    };
    AuditEntry: {
      /** Identifier (UUID). */
      id: string;
      at: string;
      operation: string;
      actorKind: string;
      actorId: string;
      actorName: string;
      subjectKind: string | null;
      subjectId: string | null;
      input: Record<string, unknown>;
    };
    Backups: {
      sentence: string;
      isScheduled: boolean;
      folder: string | null;
      folderFrom: 'start' | 'dashboard' | null;
      mayChoose: boolean;
      keep: {
        daily: number;
        weekly: number;
      } | null;
      nextAt: string | null;
      isOverdue: boolean;
      underWay: {
        askedBy: 'schedule' | 'seller' | 'command-line';
        since: string;
        progress: {
          phase: 'data' | 'files' | 'check';
          done: number;
          total: number;
          doneBytes: number;
          totalBytes: number;
        } | null;
      } | null;
      last: {
        state: 'done' | 'failed';
        askedBy: 'schedule' | 'seller' | 'command-line';
        startedAt: string;
        finishedAt: string | null;
        place: string;
        sentence: string | null;
        size: {
          bytes: number;
          addedBytes: number;
          files: number;
          hasKeys: boolean;
        } | null;
      } | null;
      lastDone: {
        state: 'done' | 'failed';
        askedBy: 'schedule' | 'seller' | 'command-line';
        startedAt: string;
        finishedAt: string | null;
        place: string;
        sentence: string | null;
        size: {
          bytes: number;
          addedBytes: number;
          files: number;
          hasKeys: boolean;
        } | null;
      } | null;
      restored: {
        takenAt: string;
        restoredAt: string;
        isStopped: boolean;
        shops: ({
          /** Identifier (UUID). */
          channelId: string;
          name: string;
          isRead: boolean;
          problem: string | null;
          needsKey: boolean;
          listings: number;
          unread: number;
          different: number;
          gone: number;
        })[];
        heldMessages: number;
        canSend: boolean;
      } | null;
    };
    Channel: {
      /** Identifier (UUID). */
      id: string;
      kind: string;
      name: string;
      shopUrl: string | null;
      currency: string | null;
      state: 'connecting' | 'reading' | 'adopting' | 'active' | 'disconnected';
      sentence: string;
      health: 'well' | 'waiting' | 'paused' | 'needs-you';
      pausedAt: string | null;
      pauseReason: string | null;
      pauseCause: 'seller' | 'unauthorised' | 'breaker' | 'restored' | null;
      sellerPausedAt: string | null;
      settings: Record<string, string>;
      ownership: { [name in 'title' | 'description' | 'price' | 'tags' | 'category' | 'sku' | 'images' | 'files' | 'state']?: 'hub' | 'shop' };
      approval: {
        publishAlone?: boolean;
        spendAlone?: boolean;
        priceMovePercent?: number;
        listingsAtOnce?: number;
      };
      filePlan: {
        roles?: (string)[];
        zipped?: (string)[];
      };
      priceRule: {
        factor?: number;
        ending?: number;
        rate?: number;
      };
      hasWebhookSecret: boolean;
      webhookOkAt: string | null;
      webhookUrl: string;
      ordersPolledAt: string | null;
      readAt: string | null;
      adoptedAt: string | null;
      quota: {
        perSecond: number;
        perDay: number | null;
        usedToday: number;
        blockedUntil: string | null;
      } | null;
      version: number;
    };
    Listing: {
      /** Identifier (UUID). */
      id: string;
      /** Identifier (UUID). */
      channelId: string;
      channelName: string;
      channelKind: string;
      /** Identifier (UUID). */
      offerId: string;
      patternId: string | null;
      title: string;
      sku: string;
      language: string | null;
      remoteId: string | null;
      remoteUrl: string | null;
      wantedState: 'draft' | 'live' | 'paused' | 'removed';
      status: 'in-step' | 'on-its-way' | 'waiting' | 'needs-you' | 'drifted' | 'paused' | 'resting';
      sentence: string;
      problem: {
        kind: string;
        message: string;
        field?: 'title' | 'description' | 'price' | 'tags' | 'category' | 'sku' | 'images' | 'files' | 'state';
        until?: string;
      } | null;
      drift: ('title' | 'description' | 'price' | 'tags' | 'category' | 'sku' | 'images' | 'files' | 'state')[];
      isAdopted: boolean;
      ownFields: (string)[];
      ownership: { [name in 'title' | 'description' | 'price' | 'tags' | 'category' | 'sku' | 'images' | 'files' | 'state']?: 'hub' | 'shop' };
      plan: components['schemas']['ListingPlan'] | null;
      planHash: string | null;
      appliedAt: string | null;
      appliedReleaseId: string | null;
      observedAt: string | null;
      canPutBack: boolean;
      version: number;
    };
    ListingPlan: {
      steps: ({
        kind: string;
        summary: string;
        fields: ('title' | 'description' | 'price' | 'tags' | 'category' | 'sku' | 'images' | 'files' | 'state')[];
        calls: number;
        effect: string;
        isReversible: boolean;
        fee?: {
          amountMinor: number;
          /** ISO 4217 currency code. */
          currency: string;
        };
      })[];
      fields: ('title' | 'description' | 'price' | 'tags' | 'category' | 'sku' | 'images' | 'files' | 'state')[];
      calls: number;
      fees: ({
        amountMinor: number;
        /** ISO 4217 currency code. */
        currency: string;
      })[];
      reasons: ({
        reason: 'first-write' | 'creates' | 'publishes' | 'costs' | 'takes-down' | 'deletes' | 'cannot-be-undone' | 'price-move' | 'many-at-once';
        sentence: string;
      })[];
      notes: ({
        field: 'title' | 'description' | 'price' | 'tags' | 'category' | 'sku' | 'images' | 'files' | 'state';
        severity: 'block' | 'note';
        message: string;
      })[];
    };
    Notice: {
      /** Identifier (UUID). */
      id: string;
      /** Identifier (UUID). */
      releaseId: string;
      /** Identifier (UUID). */
      patternId: string;
      patternTitle: string;
      releaseNumber: string;
      changeKind: 'first' | 'erratum' | 'addition' | 'redraft';
      state: 'draft' | 'approved' | 'sent' | 'discarded';
      subject: string;
      createdAt: string;
      approvedAt: string | null;
      approvedBy: string | null;
      counts: {
        toSend: number;
        inOutbox: number;
        withheld: number;
      };
      body: string;
      /** Who is not written to, and why. */
      withheld: ({
        reason: string;
        buyers: number;
      })[];
    };
    NoticeSummary: {
      /** Identifier (UUID). */
      id: string;
      /** Identifier (UUID). */
      releaseId: string;
      /** Identifier (UUID). */
      patternId: string;
      patternTitle: string;
      releaseNumber: string;
      changeKind: 'first' | 'erratum' | 'addition' | 'redraft';
      state: 'draft' | 'approved' | 'sent' | 'discarded';
      subject: string;
      createdAt: string;
      approvedAt: string | null;
      approvedBy: string | null;
      counts: {
        toSend: number;
        inOutbox: number;
        withheld: number;
      };
    };
    Order: {
      /** Identifier (UUID). */
      id: string;
      number: string;
      /** Stands on the copies of this order; says nothing about the buyer. */
      code: string;
      status: 'pending' | 'paid' | 'cancelled' | 'refunded' | 'partly-refunded';
      placedAt: string;
      channelId: string | null;
      /** Null: a test order of the hub itself. */
      channelName: string | null;
      /** ISO 4217 currency code. */
      currency: string;
      totalMinor: number;
      refundedMinor: number;
      isTest: boolean;
      buyer: {
        /** Identifier (UUID). */
        id: string;
        name: string | null;
        /** Null where the shop does not tell it. */
        email: string | null;
        country: string | null;
      };
      titles: (string)[];
      hasUnknownLines: boolean;
      shippingMinor: number;
      discountMinor: number;
      lines: ({
        /** Identifier (UUID). */
        id: string;
        title: string;
        sku: string | null;
        quantity: number;
        /** Whole line, before tax, after discounts. */
        totalMinor: number;
        taxMinor: number;
        listingId: string | null;
        /** Null: sold on the shop, not known to the hub. */
        offerId: string | null;
      })[];
      /** What does not fit, a sentence each. */
      problems: (string)[];
    };
    OrderSummary: {
      /** Identifier (UUID). */
      id: string;
      number: string;
      /** Stands on the copies of this order; says nothing about the buyer. */
      code: string;
      status: 'pending' | 'paid' | 'cancelled' | 'refunded' | 'partly-refunded';
      placedAt: string;
      channelId: string | null;
      /** Null: a test order of the hub itself. */
      channelName: string | null;
      /** ISO 4217 currency code. */
      currency: string;
      totalMinor: number;
      refundedMinor: number;
      isTest: boolean;
      buyer: {
        /** Identifier (UUID). */
        id: string;
        name: string | null;
        /** Null where the shop does not tell it. */
        email: string | null;
        country: string | null;
      };
      titles: (string)[];
      hasUnknownLines: boolean;
    };
    Person: {
      /** Identifier (UUID). */
      id: string;
      name: string;
      email: string | null;
      role: 'owner' | 'editor' | 'support' | 'accountant' | 'viewer';
      designerId: string | null;
      createdAt: string;
    };
    Problem: {
      type: string;
      title: string;
      status: number;
      detail: string;
      code: string;
      instance: string;
      requestId: string;
      fields?: ({
        path: string;
        message: string;
      })[];
    };
    Spoke: {
      kind: string;
      name: string;
      auth: 'keys' | 'oauth2';
      fields: ({
        name: string;
        label: string;
        help: string;
        isSecret: boolean;
      })[];
      settings: ({
        name: string;
        label: string;
        help: string;
        isSecret: boolean;
      })[];
      baseUrl: string;
      callbackUrl: string | null;
      capabilities: {
        bytesServedBy: 'shop' | 'hub';
        orders: ('webhook' | 'poll')[];
        mode: 'desk' | 'live';
        traceReaches: 'shop' | 'order';
        hasDrafts: boolean;
        buyerContact: {
          rule: 'never' | 'transactional' | 'consent';
          why: string;
          source: string;
        };
        publishFee: {
          amountMinor: number;
          currency: string;
        } | null;
        writable: (string)[];
      };
      limits: Record<string, {
        value: number | (string)[] | null;
        source: string;
      }>;
    };
    Studio: {
      /** Identifier (UUID). */
      id: string;
      name: string;
      /** ISO 4217 currency code. */
      currency: string;
      timeZone: string;
      stoppedAt: string | null;
      stoppedBy: string | null;
      designers: ({
        /** Identifier (UUID). */
        id: string;
        name: string;
      })[];
      version: number;
    };
    Task: {
      /** Identifier (UUID). */
      id: string;
      kind: string;
      title: string;
      state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
      done: number;
      total: number | null;
      message: string | null;
      result: unknown;
      isCancelWanted: boolean;
      createdAt: string;
      updatedAt: string;
      finishedAt: string | null;
    };
  };
}

export interface operations {
  'audit.listActivity': {
    parameters: {
      query?: { cursor?: string; limit?: number; patternId?: string; channelId?: string; listingId?: string; orderId?: string };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        items: (components['schemas']['Activity'])[];
        nextCursor: string | null;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'alerts.list': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        sentence: string;
        items: ({
          kind: 'key-refused' | 'plan-waits' | 'listing-refused' | 'drift' | 'files-block' | 'files-refused' | 'folder-missing' | 'order-unmatched' | 'order-unread' | 'mail-failed' | 'notice-waits' | 'quota-low' | 'shop-silent' | 'job-failed' | 'backup-failed' | 'backup-overdue' | 'restored-waits' | 'hub-slept';
          sentence: string;
          button: string;
          path: string;
          count: number;
          subjects: (string)[];
          since: string;
          toldAt: string | null;
        })[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'alerts.subscribeBrowser': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      endpoint: string;
      keys: {
        p256dh: string;
        auth: string;
      };
      name?: string;
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        name: string;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'alerts.unsubscribeBrowser': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { browserId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'alerts.markSeen': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        seenAt: string;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'alerts.getSettings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['AlertSettings'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'alerts.updateSettings': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path?: never;
      cookie?: never;
    };
    requestBody?: { content: { 'application/json': {
      isMailOn?: boolean;
      isPushOn?: boolean;
      rhythm?: 'soon' | 'daily';
      digestHour?: number;
      /** When nothing is sent; null: never quiet. */
      quiet?: {
        /** Hours and minutes: 22:00. */
        from: string;
        /** Hours and minutes: 22:00. */
        until: string;
      } | null;
      timeZone?: string | null;
      isWeeklyOn?: boolean;
      sleepMinutes?: number | null;
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['AlertSettings'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'alerts.sendTest': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        sentence: string;
        isMailed: boolean;
        browsers: number;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'accounts.listApiKeys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        items: (components['schemas']['ApiKey'])[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'accounts.createApiKey': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      name: string;
      role?: 'owner' | 'editor' | 'support' | 'accountant' | 'viewer';
      designerId?: string | null;
      expiresAt?: string | null;
    } } };
    responses: {
      201: { headers: { [name: string]: unknown }; content: { 'application/json': {
        apiKey: components['schemas']['ApiKey'];
        key: string;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'accounts.revokeApiKey': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { apiKeyId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: { headers: { [name: string]: unknown }; content?: never };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'audit.listAudit': {
    parameters: {
      query?: { cursor?: string; limit?: number; operation?: string; actorId?: string; subjectKind?: string; subjectId?: string };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        items: (components['schemas']['AuditEntry'])[];
        nextCursor: string | null;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'backups.status': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Backups'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'backups.start': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Backups'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'backups.listArchives': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        folder: string | null;
        isThere: boolean;
        isOnHubsDisk: boolean;
        keyFile: string | null;
        items: ({
          name: string;
          takenAt: string;
          bytes: number;
          isEncrypted: boolean;
          hasKeys: boolean;
        })[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'backups.chooseFolder': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      /** A folder that is there. One that holds other things gets a folder “Spindle backups”. */
      path: string;
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Backups'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.board': {
    parameters: {
      query?: { cursor?: string; limit?: number; search?: string; status?: 'in-step' | 'on-its-way' | 'waiting' | 'needs-you' | 'drifted' | 'paused' | 'resting' };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        sentence: string;
        isStopped: boolean;
        stoppedBy: string | null;
        counts: Record<string, number>;
        channels: ({
          /** Identifier (UUID). */
          id: string;
          name: string;
          kind: string;
          state: string;
          isPaused: boolean;
          counts: Record<string, number>;
        })[];
        items: ({
          /** Identifier (UUID). */
          offerId: string;
          patternId: string | null;
          title: string;
          sku: string;
          coverSha256: string | null;
          cells: ({
            /** Identifier (UUID). */
            listingId: string;
            /** Identifier (UUID). */
            channelId: string;
            status: 'in-step' | 'on-its-way' | 'waiting' | 'needs-you' | 'drifted' | 'paused' | 'resting';
            sentence: string;
            wantedState: string;
            remoteUrl: string | null;
          })[];
        })[];
        nextCursor: string | null;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'orders.listBuyers': {
    parameters: {
      query?: { cursor?: string; limit?: number; words?: string };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        items: ({
          /** Identifier (UUID). */
          id: string;
          name: string | null;
          /** Null where the shop does not tell it. */
          email: string | null;
          country: string | null;
          language: string | null;
          consent: 'unasked' | 'yes' | 'no';
          orders: number;
          lastOrderAt: string | null;
        })[];
        nextCursor: string | null;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'orders.getBuyer': {
    parameters: {
      query?: never;
      header?: never;
      path: { buyerId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        name: string | null;
        /** Null where the shop does not tell it. */
        email: string | null;
        country: string | null;
        language: string | null;
        consent: 'unasked' | 'yes' | 'no';
        orders: number;
        lastOrderAt: string | null;
        newestOrders: (components['schemas']['OrderSummary'])[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'orders.setBuyerConsent': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { buyerId: string };
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      /** `no`: only the mail with the files of an order. */
      consent: 'yes' | 'no';
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        consent: 'yes' | 'no';
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'channels.listChannels': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        items: (components['schemas']['Channel'])[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'channels.connect': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      kind: string;
      name?: string;
      /** Identifier (UUID). */
      designerId?: string;
      keys: Record<string, string>;
      settings?: Record<string, string>;
      baseUrl?: string;
    } } };
    responses: {
      201: { headers: { [name: string]: unknown }; content: { 'application/json': {
        channel: components['schemas']['Channel'];
        authorizeUrl: string | null;
        taskId: string | null;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'channels.getChannel': {
    parameters: {
      query?: never;
      header?: never;
      path: { channelId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Channel'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'channels.updateChannel': {
    parameters: {
      query?: never;
      header?: { 'If-Match'?: string; 'Idempotency-Key'?: string };
      path: { channelId: string };
      cookie?: never;
    };
    requestBody?: { content: { 'application/json': {
      name?: string;
      ownership?: { [name in 'title' | 'description' | 'price' | 'tags' | 'category' | 'sku' | 'images' | 'files' | 'state']?: 'hub' | 'shop' };
      approval?: {
        publishAlone?: boolean;
        spendAlone?: boolean;
        priceMovePercent?: number;
        listingsAtOnce?: number;
      };
      filePlan?: {
        roles?: (string)[];
        zipped?: (string)[];
      };
      priceRule?: {
        factor?: number;
        ending?: number;
        rate?: number;
      };
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Channel'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.adoptCertain': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { channelId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        adopted: number;
        listingIds: (string)[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.listAdoption': {
    parameters: {
      query?: { cursor?: string; limit?: number; state?: 'open' | 'matched' | 'asked' | 'adopted' | 'set-aside' | 'gone' };
      header?: never;
      path: { channelId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        counts: { [name in 'open' | 'matched' | 'asked' | 'adopted' | 'set-aside' | 'gone']?: number };
        items: ({
          remoteId: string;
          title: string;
          url: string | null;
          state: 'open' | 'matched' | 'asked' | 'adopted' | 'set-aside' | 'gone';
          shopState: string;
          price: {
            amountMinor: number;
            /** ISO 4217 currency code. */
            currency: string;
          } | null;
          sku: string | null;
          fileNames: (string)[];
          imageUrl: string | null;
          candidates: ({
            /** Identifier (UUID). */
            offerId: string;
            title: string;
            score: number;
            reasons: (string)[];
          })[];
          decidedBy: string | null;
        })[];
        nextCursor: string | null;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.decideAdoption': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { channelId: string; remoteId: string };
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      decision: 'adopt' | 'new-pattern' | 'set-aside';
      /** With `adopt`: which offer it is. */
      offerId?: string;
      /** With `new-pattern`. */
      craft?: string;
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        listingId: string | null;
        patternId: string | null;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'channels.disconnect': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { channelId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        channelId: string;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.finishAdoption': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { channelId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        setAside: number;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.listOn': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { channelId: string };
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      offerIds: (string)[];
      wantedState?: 'draft' | 'live';
      language?: string | null;
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        listingIds: (string)[];
        alreadyThere: number;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.previewFiles': {
    parameters: {
      query?: { language?: string };
      header?: never;
      path: { channelId: string; offerId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        files: ({
          slot: string;
          name: string;
          isArchive: boolean;
          sizeBytes: number;
          members: ({
            role: string;
            name: string;
            sizeBytes: number;
          })[];
        })[];
        problems: (string)[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'orders.pollNow': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { channelId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      202: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        taskId: string;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'channels.pauseChannel': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { channelId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Channel'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'channels.readChannel': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { channelId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      202: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        taskId: string;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.readAgain': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { channelId: string };
      cookie?: never;
    };
    requestBody?: { content: { 'application/json': {
      /** Identifier (UUID). */
      listingId?: string;
    } } };
    responses: {
      202: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        taskId: string;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'channels.reconnect': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { channelId: string };
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      keys: Record<string, string>;
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        channel: components['schemas']['Channel'];
        authorizeUrl: string | null;
        taskId: string | null;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'channels.resumeChannel': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { channelId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Channel'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'channels.setWebhookSecret': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { channelId: string };
      cookie?: never;
    };
    requestBody?: { content: { 'application/json': {
      secret?: string;
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Channel'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'delivery.readNumbers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        entitlements: number;
        links: number;
        downloads: number;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'files.listFolders': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        items: ({
          /** Identifier (UUID). */
          id: string;
          /** Identifier (UUID). */
          designerId: string;
          path: string;
          state: 'watching' | 'missing' | 'paused';
          message: string | null;
          isAutoPublish: boolean;
          defaultPriceMinor: number | null;
          defaultCurrency: string | null;
          defaultCraft: string;
          createdAt: string;
          counts: {
            waiting: number;
            taken: number;
            refused: number;
            gone: number;
          };
        })[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'files.watchFolder': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      path: string;
      /** Identifier (UUID). */
      designerId?: string;
      /** Publish releases that no finding blocks. */
      isAutoPublish?: boolean;
      defaultPriceMinor?: number | null;
      defaultCurrency?: string | null;
      defaultCraft?: string;
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        /** Identifier (UUID). */
        designerId: string;
        path: string;
        state: 'watching' | 'missing' | 'paused';
        message: string | null;
        isAutoPublish: boolean;
        defaultPriceMinor: number | null;
        defaultCurrency: string | null;
        defaultCraft: string;
        createdAt: string;
        counts: {
          waiting: number;
          taken: number;
          refused: number;
          gone: number;
        };
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'files.unwatchFolder': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { folderId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        folderId: string;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'files.listFolderFiles': {
    parameters: {
      query?: { state?: 'waiting' | 'taken' | 'refused' | 'gone'; cursor?: string; limit?: number };
      header?: never;
      path: { folderId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        items: ({
          path: string;
          state: 'waiting' | 'taken' | 'refused' | 'gone';
          message: string | null;
          sizeBytes: number;
          modifiedAt: string;
          sha256: string | null;
          patternId: string | null;
          seenAt: string;
        })[];
        nextCursor: string | null;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'files.rescanFolder': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { folderId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        /** Identifier (UUID). */
        designerId: string;
        path: string;
        state: 'watching' | 'missing' | 'paused';
        message: string | null;
        isAutoPublish: boolean;
        defaultPriceMinor: number | null;
        defaultCurrency: string | null;
        defaultCraft: string;
        createdAt: string;
        counts: {
          waiting: number;
          taken: number;
          refused: number;
          gone: number;
        };
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.listListings': {
    parameters: {
      query?: { cursor?: string; limit?: number; channelId?: string; patternId?: string; offerId?: string; status?: 'in-step' | 'on-its-way' | 'waiting' | 'needs-you' | 'drifted' | 'paused' | 'resting' };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        items: (components['schemas']['Listing'])[];
        nextCursor: string | null;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.removeListing': {
    parameters: {
      query?: never;
      header?: { 'If-Match'?: string; 'Idempotency-Key'?: string };
      path: { listingId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Listing'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.getListing': {
    parameters: {
      query?: never;
      header?: never;
      path: { listingId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        /** Identifier (UUID). */
        channelId: string;
        channelName: string;
        channelKind: string;
        /** Identifier (UUID). */
        offerId: string;
        patternId: string | null;
        title: string;
        sku: string;
        language: string | null;
        remoteId: string | null;
        remoteUrl: string | null;
        wantedState: 'draft' | 'live' | 'paused' | 'removed';
        status: 'in-step' | 'on-its-way' | 'waiting' | 'needs-you' | 'drifted' | 'paused' | 'resting';
        sentence: string;
        problem: {
          kind: string;
          message: string;
          field?: 'title' | 'description' | 'price' | 'tags' | 'category' | 'sku' | 'images' | 'files' | 'state';
          until?: string;
        } | null;
        drift: ('title' | 'description' | 'price' | 'tags' | 'category' | 'sku' | 'images' | 'files' | 'state')[];
        isAdopted: boolean;
        ownFields: (string)[];
        ownership: { [name in 'title' | 'description' | 'price' | 'tags' | 'category' | 'sku' | 'images' | 'files' | 'state']?: 'hub' | 'shop' };
        plan: components['schemas']['ListingPlan'] | null;
        planHash: string | null;
        appliedAt: string | null;
        appliedReleaseId: string | null;
        observedAt: string | null;
        canPutBack: boolean;
        version: number;
        differences: ({
          field: 'title' | 'description' | 'price' | 'tags' | 'category' | 'sku' | 'images' | 'files' | 'state';
          wanted: unknown;
          onShop: unknown;
          owner: 'hub' | 'shop';
        })[];
        desired: unknown;
        observed: unknown;
        original: unknown;
        history: ({
          /** Identifier (UUID). */
          id: string;
          kind: string;
          summary: string;
          startedAt: string;
          endedAt: string | null;
          outcome: string | null;
          message: string | null;
        })[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.acceptDrift': {
    parameters: {
      query?: never;
      header?: { 'If-Match'?: string; 'Idempotency-Key'?: string };
      path: { listingId: string };
      cookie?: never;
    };
    requestBody?: { content: { 'application/json': {
      /** Left out: every field that was changed there. */
      fields?: ('title' | 'description' | 'price' | 'tags' | 'category' | 'sku' | 'images' | 'files' | 'state')[];
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Listing'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.keepForThisShop': {
    parameters: {
      query?: never;
      header?: { 'If-Match'?: string; 'Idempotency-Key'?: string };
      path: { listingId: string };
      cookie?: never;
    };
    requestBody?: { content: { 'application/json': {
      /** Left out: every field that was changed there. */
      fields?: ('title' | 'description' | 'price' | 'tags' | 'category' | 'sku' | 'images' | 'files' | 'state')[];
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Listing'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.overwriteDrift': {
    parameters: {
      query?: never;
      header?: { 'If-Match'?: string; 'Idempotency-Key'?: string };
      path: { listingId: string };
      cookie?: never;
    };
    requestBody?: { content: { 'application/json': {
      /** Left out: every field that was changed there. */
      fields?: ('title' | 'description' | 'price' | 'tags' | 'category' | 'sku' | 'images' | 'files' | 'state')[];
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Listing'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.followMaster': {
    parameters: {
      query?: never;
      header?: { 'If-Match'?: string; 'Idempotency-Key'?: string };
      path: { listingId: string };
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      fields: ('title' | 'description' | 'price' | 'tags' | 'category' | 'sku' | 'images' | 'files' | 'state')[];
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Listing'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.letGo': {
    parameters: {
      query?: never;
      header?: { 'If-Match'?: string; 'Idempotency-Key'?: string };
      path: { listingId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Listing'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.setOwnership': {
    parameters: {
      query?: never;
      header?: { 'If-Match'?: string; 'Idempotency-Key'?: string };
      path: { listingId: string };
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      ownership: { [name in 'title' | 'description' | 'price' | 'tags' | 'category' | 'sku' | 'images' | 'files' | 'state']?: 'hub' | 'shop' };
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Listing'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.pauseListing': {
    parameters: {
      query?: never;
      header?: { 'If-Match'?: string; 'Idempotency-Key'?: string };
      path: { listingId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Listing'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.putBack': {
    parameters: {
      query?: never;
      header?: { 'If-Match'?: string; 'Idempotency-Key'?: string };
      path: { listingId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        /** Identifier (UUID). */
        channelId: string;
        channelName: string;
        channelKind: string;
        /** Identifier (UUID). */
        offerId: string;
        patternId: string | null;
        title: string;
        sku: string;
        language: string | null;
        remoteId: string | null;
        remoteUrl: string | null;
        wantedState: 'draft' | 'live' | 'paused' | 'removed';
        status: 'in-step' | 'on-its-way' | 'waiting' | 'needs-you' | 'drifted' | 'paused' | 'resting';
        sentence: string;
        problem: {
          kind: string;
          message: string;
          field?: 'title' | 'description' | 'price' | 'tags' | 'category' | 'sku' | 'images' | 'files' | 'state';
          until?: string;
        } | null;
        drift: ('title' | 'description' | 'price' | 'tags' | 'category' | 'sku' | 'images' | 'files' | 'state')[];
        isAdopted: boolean;
        ownFields: (string)[];
        ownership: { [name in 'title' | 'description' | 'price' | 'tags' | 'category' | 'sku' | 'images' | 'files' | 'state']?: 'hub' | 'shop' };
        plan: components['schemas']['ListingPlan'] | null;
        planHash: string | null;
        appliedAt: string | null;
        appliedReleaseId: string | null;
        observedAt: string | null;
        canPutBack: boolean;
        version: number;
        cannot: ({
          field: 'title' | 'description' | 'price' | 'tags' | 'category' | 'sku' | 'images' | 'files' | 'state';
          why: string;
        })[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.recreateListing': {
    parameters: {
      query?: never;
      header?: { 'If-Match'?: string; 'Idempotency-Key'?: string };
      path: { listingId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Listing'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.resumeListing': {
    parameters: {
      query?: never;
      header?: { 'If-Match'?: string; 'Idempotency-Key'?: string };
      path: { listingId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Listing'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.retryListing': {
    parameters: {
      query?: never;
      header?: { 'If-Match'?: string; 'Idempotency-Key'?: string };
      path: { listingId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Listing'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'accounts.me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        kind: 'user' | 'api-key' | 'system' | 'buyer';
        id: string;
        name: string;
        designerId: string | null;
        scopes: (string)[];
        person: components['schemas']['Person'] | null;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'accounts.updateMe': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path?: never;
      cookie?: never;
    };
    requestBody?: { content: { 'application/json': {
      name?: string;
      email?: string;
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Person'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'accounts.signOutEverywhere': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: { headers: { [name: string]: unknown }; content?: never };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'mail.listMessages': {
    parameters: {
      query?: { cursor?: string; limit?: number; kind?: 'order' | 'notice' | 'library'; state?: 'outbox' | 'waiting' | 'held' | 'sent' | 'failed' };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        items: ({
          /** Identifier (UUID). */
          id: string;
          kind: 'order' | 'notice' | 'library' | 'sign-in' | 'alert';
          buyerId: string | null;
          recipient: string;
          subject: string;
          state: 'outbox' | 'waiting' | 'held' | 'sent' | 'failed';
          error: string | null;
          createdAt: string;
          sentAt: string | null;
        })[];
        nextCursor: string | null;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'mail.releaseHeld': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      /** False: they stay in the outbox, because the buyers have them already. */
      send: boolean;
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        messages: number;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'mail.getMessage': {
    parameters: {
      query?: never;
      header?: never;
      path: { messageId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        kind: 'order' | 'notice' | 'library' | 'sign-in' | 'alert';
        buyerId: string | null;
        recipient: string;
        subject: string;
        state: 'outbox' | 'waiting' | 'held' | 'sent' | 'failed';
        error: string | null;
        createdAt: string;
        sentAt: string | null;
        textBody: string;
        htmlBody: string;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'notices.listNotices': {
    parameters: {
      query?: { cursor?: string; limit?: number; state?: 'draft' | 'approved' | 'sent' | 'discarded'; patternId?: string };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        items: (components['schemas']['NoticeSummary'])[];
        nextCursor: string | null;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'notices.getNotice': {
    parameters: {
      query?: never;
      header?: never;
      path: { noticeId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Notice'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'notices.updateNotice': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { noticeId: string };
      cookie?: never;
    };
    requestBody?: { content: { 'application/json': {
      subject?: string;
      body?: string;
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Notice'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'notices.approveNotice': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { noticeId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Notice'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'notices.discardNotice': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { noticeId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Notice'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'catalog.listOffers': {
    parameters: {
      query?: { cursor?: string; limit?: number; search?: string; state?: 'active' | 'archived'; patternId?: string };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        items: ({
          /** Identifier (UUID). */
          id: string;
          /** A whole pattern, a part of it (some roles, sizes or languages), or a bundle of offers. */
          kind: 'whole' | 'part' | 'bundle';
          name: string;
          sku: string;
          state: 'active' | 'archived';
          /** Identifier (UUID). */
          designerId: string;
          patternId: string | null;
          pattern: {
            title: string;
            story: string;
            tags: (string)[];
            category: string | null;
            craft: string;
            sizes: (string)[];
            languages: (string)[];
            state: 'draft' | 'active' | 'archived';
          };
          memberPatternIds: (string)[];
          parts: ({
            /** Identifier (UUID). */
            offerId: string;
            /** Identifier (UUID). */
            patternId: string;
            roles: (string)[] | null;
            sizes: (string)[] | null;
            languages: (string)[] | null;
          })[];
          roles: (string)[] | null;
          sizes: (string)[] | null;
          languages: (string)[] | null;
          images: ({
            /** Identifier (UUID). */
            id: string;
            /** SHA-256 of the bytes, lower-case hex. */
            sha256: string;
            alt: string;
            position: number;
            contentType: string;
            sizeBytes: number;
          })[];
          price: {
            amountMinor: number;
            /** ISO 4217 currency code. */
            currency: string;
          };
          prices: ({
            /** Identifier (UUID). */
            id: string;
            channelId: string | null;
            amountMinor: number;
            /** ISO 4217 currency code. */
            currency: string;
            startsAt: string | null;
            endsAt: string | null;
          })[];
          version: number;
        })[];
        nextCursor: string | null;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'catalog.createOffer': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      name: string;
      /** The pattern that a part is of; null for a bundle. */
      patternId?: string | null;
      /** Only files with these roles; null: all. */
      roles?: (string)[] | null;
      sizes?: (string)[] | null;
      languages?: (string)[] | null;
      /** For a bundle: the offers in it, in order. */
      memberOfferIds?: (string)[];
      priceMinor: number;
      /** ISO 4217 currency code. */
      currency?: string;
    } } };
    responses: {
      201: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        /** A whole pattern, a part of it (some roles, sizes or languages), or a bundle of offers. */
        kind: 'whole' | 'part' | 'bundle';
        name: string;
        sku: string;
        state: 'active' | 'archived';
        /** Identifier (UUID). */
        designerId: string;
        patternId: string | null;
        pattern: {
          title: string;
          story: string;
          tags: (string)[];
          category: string | null;
          craft: string;
          sizes: (string)[];
          languages: (string)[];
          state: 'draft' | 'active' | 'archived';
        };
        memberPatternIds: (string)[];
        parts: ({
          /** Identifier (UUID). */
          offerId: string;
          /** Identifier (UUID). */
          patternId: string;
          roles: (string)[] | null;
          sizes: (string)[] | null;
          languages: (string)[] | null;
        })[];
        roles: (string)[] | null;
        sizes: (string)[] | null;
        languages: (string)[] | null;
        images: ({
          /** Identifier (UUID). */
          id: string;
          /** SHA-256 of the bytes, lower-case hex. */
          sha256: string;
          alt: string;
          position: number;
          contentType: string;
          sizeBytes: number;
        })[];
        price: {
          amountMinor: number;
          /** ISO 4217 currency code. */
          currency: string;
        };
        prices: ({
          /** Identifier (UUID). */
          id: string;
          channelId: string | null;
          amountMinor: number;
          /** ISO 4217 currency code. */
          currency: string;
          startsAt: string | null;
          endsAt: string | null;
        })[];
        version: number;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'catalog.getOffer': {
    parameters: {
      query?: never;
      header?: never;
      path: { offerId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        /** A whole pattern, a part of it (some roles, sizes or languages), or a bundle of offers. */
        kind: 'whole' | 'part' | 'bundle';
        name: string;
        sku: string;
        state: 'active' | 'archived';
        /** Identifier (UUID). */
        designerId: string;
        patternId: string | null;
        pattern: {
          title: string;
          story: string;
          tags: (string)[];
          category: string | null;
          craft: string;
          sizes: (string)[];
          languages: (string)[];
          state: 'draft' | 'active' | 'archived';
        };
        memberPatternIds: (string)[];
        parts: ({
          /** Identifier (UUID). */
          offerId: string;
          /** Identifier (UUID). */
          patternId: string;
          roles: (string)[] | null;
          sizes: (string)[] | null;
          languages: (string)[] | null;
        })[];
        roles: (string)[] | null;
        sizes: (string)[] | null;
        languages: (string)[] | null;
        images: ({
          /** Identifier (UUID). */
          id: string;
          /** SHA-256 of the bytes, lower-case hex. */
          sha256: string;
          alt: string;
          position: number;
          contentType: string;
          sizeBytes: number;
        })[];
        price: {
          amountMinor: number;
          /** ISO 4217 currency code. */
          currency: string;
        };
        prices: ({
          /** Identifier (UUID). */
          id: string;
          channelId: string | null;
          amountMinor: number;
          /** ISO 4217 currency code. */
          currency: string;
          startsAt: string | null;
          endsAt: string | null;
        })[];
        version: number;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'catalog.updateOffer': {
    parameters: {
      query?: never;
      header?: { 'If-Match'?: string; 'Idempotency-Key'?: string };
      path: { offerId: string };
      cookie?: never;
    };
    requestBody?: { content: { 'application/json': {
      name?: string;
      priceMinor?: number;
      /** ISO 4217 currency code. */
      currency?: string;
      state?: 'active' | 'archived';
      roles?: (string)[] | null;
      sizes?: (string)[] | null;
      languages?: (string)[] | null;
      memberOfferIds?: (string)[];
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        /** A whole pattern, a part of it (some roles, sizes or languages), or a bundle of offers. */
        kind: 'whole' | 'part' | 'bundle';
        name: string;
        sku: string;
        state: 'active' | 'archived';
        /** Identifier (UUID). */
        designerId: string;
        patternId: string | null;
        pattern: {
          title: string;
          story: string;
          tags: (string)[];
          category: string | null;
          craft: string;
          sizes: (string)[];
          languages: (string)[];
          state: 'draft' | 'active' | 'archived';
        };
        memberPatternIds: (string)[];
        parts: ({
          /** Identifier (UUID). */
          offerId: string;
          /** Identifier (UUID). */
          patternId: string;
          roles: (string)[] | null;
          sizes: (string)[] | null;
          languages: (string)[] | null;
        })[];
        roles: (string)[] | null;
        sizes: (string)[] | null;
        languages: (string)[] | null;
        images: ({
          /** Identifier (UUID). */
          id: string;
          /** SHA-256 of the bytes, lower-case hex. */
          sha256: string;
          alt: string;
          position: number;
          contentType: string;
          sizeBytes: number;
        })[];
        price: {
          amountMinor: number;
          /** ISO 4217 currency code. */
          currency: string;
        };
        prices: ({
          /** Identifier (UUID). */
          id: string;
          channelId: string | null;
          amountMinor: number;
          /** ISO 4217 currency code. */
          currency: string;
          startsAt: string | null;
          endsAt: string | null;
        })[];
        version: number;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'catalog.addTimedPrice': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { offerId: string };
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      /** Only on this shop; null: on every shop. */
      channelId?: string | null;
      amountMinor: number;
      /** Null: at once. */
      startsAt?: string | null;
      /** Null: until it is removed. */
      endsAt?: string | null;
    } } };
    responses: {
      201: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        /** A whole pattern, a part of it (some roles, sizes or languages), or a bundle of offers. */
        kind: 'whole' | 'part' | 'bundle';
        name: string;
        sku: string;
        state: 'active' | 'archived';
        /** Identifier (UUID). */
        designerId: string;
        patternId: string | null;
        pattern: {
          title: string;
          story: string;
          tags: (string)[];
          category: string | null;
          craft: string;
          sizes: (string)[];
          languages: (string)[];
          state: 'draft' | 'active' | 'archived';
        };
        memberPatternIds: (string)[];
        parts: ({
          /** Identifier (UUID). */
          offerId: string;
          /** Identifier (UUID). */
          patternId: string;
          roles: (string)[] | null;
          sizes: (string)[] | null;
          languages: (string)[] | null;
        })[];
        roles: (string)[] | null;
        sizes: (string)[] | null;
        languages: (string)[] | null;
        images: ({
          /** Identifier (UUID). */
          id: string;
          /** SHA-256 of the bytes, lower-case hex. */
          sha256: string;
          alt: string;
          position: number;
          contentType: string;
          sizeBytes: number;
        })[];
        price: {
          amountMinor: number;
          /** ISO 4217 currency code. */
          currency: string;
        };
        prices: ({
          /** Identifier (UUID). */
          id: string;
          channelId: string | null;
          amountMinor: number;
          /** ISO 4217 currency code. */
          currency: string;
          startsAt: string | null;
          endsAt: string | null;
        })[];
        version: number;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'catalog.removeTimedPrice': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { offerId: string; priceId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        /** A whole pattern, a part of it (some roles, sizes or languages), or a bundle of offers. */
        kind: 'whole' | 'part' | 'bundle';
        name: string;
        sku: string;
        state: 'active' | 'archived';
        /** Identifier (UUID). */
        designerId: string;
        patternId: string | null;
        pattern: {
          title: string;
          story: string;
          tags: (string)[];
          category: string | null;
          craft: string;
          sizes: (string)[];
          languages: (string)[];
          state: 'draft' | 'active' | 'archived';
        };
        memberPatternIds: (string)[];
        parts: ({
          /** Identifier (UUID). */
          offerId: string;
          /** Identifier (UUID). */
          patternId: string;
          roles: (string)[] | null;
          sizes: (string)[] | null;
          languages: (string)[] | null;
        })[];
        roles: (string)[] | null;
        sizes: (string)[] | null;
        languages: (string)[] | null;
        images: ({
          /** Identifier (UUID). */
          id: string;
          /** SHA-256 of the bytes, lower-case hex. */
          sha256: string;
          alt: string;
          position: number;
          contentType: string;
          sizeBytes: number;
        })[];
        price: {
          amountMinor: number;
          /** ISO 4217 currency code. */
          currency: string;
        };
        prices: ({
          /** Identifier (UUID). */
          id: string;
          channelId: string | null;
          amountMinor: number;
          /** ISO 4217 currency code. */
          currency: string;
          startsAt: string | null;
          endsAt: string | null;
        })[];
        version: number;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'orders.listOrders': {
    parameters: {
      query?: { cursor?: string; limit?: number; channelId?: string; status?: 'pending' | 'paid' | 'cancelled' | 'refunded' | 'partly-refunded'; buyerId?: string; patternId?: string; tests?: 'without' | 'with' | 'only'; unknownOnly?: string | boolean; words?: string };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        items: (components['schemas']['OrderSummary'])[];
        nextCursor: string | null;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'orders.readNumbers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        orders: number;
        buyers: number;
        /** Lines that belong to no offer. */
        unknownLines: number;
        webhooksWaiting: number;
        /** Signed messages that could not be used. */
        webhooksRefused: number;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'orders.createTestOrder': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      /** Identifier (UUID). */
      offerId: string;
      /** Gets the order mail. Left out: only the page’s link. */
      email?: string;
    } } };
    responses: {
      201: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Order'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'orders.deleteTestOrder': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { orderId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        deleted: true;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'orders.getOrder': {
    parameters: {
      query?: never;
      header?: never;
      path: { orderId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Order'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'delivery.getOrderDelivery': {
    parameters: {
      query?: never;
      header?: never;
      path: { orderId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** How this order’s files reach the buyer. */
        sentence: string;
        /** Whether the shop’s rule lets the hub write to this buyer. */
        mayWrite: boolean;
        entitlements: ({
          /** Identifier (UUID). */
          id: string;
          /** Identifier (UUID). */
          offerId: string;
          revokedAt: string | null;
          revokeReason: string | null;
          files: ({
            name: string;
            role: string;
            releaseNumber: string;
          })[];
        })[];
        downloads: ({
          at: string;
          entitlementId: string | null;
        })[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'delivery.createLibraryLink': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { orderId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      201: { headers: { [name: string]: unknown }; content: { 'application/json': {
        url: string;
        expiresAt: string;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'delivery.sendLibraryMail': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { orderId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        queued: true;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'delivery.revokeLinks': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { orderId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        revokedLinks: number;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'catalog.listPatterns': {
    parameters: {
      query?: { cursor?: string; limit?: number; search?: string; state?: 'draft' | 'active' | 'archived'; craft?: string };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        items: ({
          /** Identifier (UUID). */
          id: string;
          /** Identifier (UUID). */
          designerId: string;
          craft: string;
          title: string;
          slug: string;
          story: string;
          tags: (string)[];
          category: string | null;
          sizes: (string)[];
          languages: (string)[];
          attributes: Record<string, string>;
          state: 'draft' | 'active' | 'archived';
          version: number;
          createdAt: string;
          updatedAt: string;
          images: ({
            /** Identifier (UUID). */
            id: string;
            /** SHA-256 of the bytes, lower-case hex. */
            sha256: string;
            alt: string;
            position: number;
            contentType: string;
            sizeBytes: number;
          })[];
          offers: ({
            /** Identifier (UUID). */
            id: string;
            /** A whole pattern, a part of it (some roles, sizes or languages), or a bundle of offers. */
            kind: 'whole' | 'part' | 'bundle';
            name: string;
            sku: string;
            state: 'active' | 'archived';
            price: {
              amountMinor: number;
              /** ISO 4217 currency code. */
              currency: string;
            };
          })[];
        })[];
        nextCursor: string | null;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'catalog.createPattern': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      /** Identifier (UUID). */
      designerId?: string;
      /** sewing, knitting, embroidery, woodworking … */
      craft: string;
      title: string;
      /** What buyers read about it. Plain text. */
      story?: string;
      tags?: (string)[];
      category?: string | null;
      sizes?: (string)[];
      languages?: (string)[];
      /** Anything else, by name. */
      attributes?: Record<string, string>;
      priceMinor: number;
      /** ISO 4217 currency code. */
      currency?: string;
      /** Shops to list it on, as a draft; the listings wait for your click on their plan. */
      channelIds?: (string)[];
    } } };
    responses: {
      201: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        /** Identifier (UUID). */
        designerId: string;
        craft: string;
        title: string;
        slug: string;
        story: string;
        tags: (string)[];
        category: string | null;
        sizes: (string)[];
        languages: (string)[];
        attributes: Record<string, string>;
        state: 'draft' | 'active' | 'archived';
        version: number;
        createdAt: string;
        updatedAt: string;
        images: ({
          /** Identifier (UUID). */
          id: string;
          /** SHA-256 of the bytes, lower-case hex. */
          sha256: string;
          alt: string;
          position: number;
          contentType: string;
          sizeBytes: number;
        })[];
        offers: ({
          /** Identifier (UUID). */
          id: string;
          /** A whole pattern, a part of it (some roles, sizes or languages), or a bundle of offers. */
          kind: 'whole' | 'part' | 'bundle';
          name: string;
          sku: string;
          state: 'active' | 'archived';
          price: {
            amountMinor: number;
            /** ISO 4217 currency code. */
            currency: string;
          };
        })[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'catalog.archivePatterns': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      patternIds: (string)[];
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        archived: number;
        alreadyArchived: number;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'catalog.importCatalog': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      format: 'csv' | 'json';
      /** The table. Columns: sku or title, price; for new patterns also currency, craft, story, tags, category, sizes, languages. */
      text: string;
      /** Identifier (UUID). */
      designerId?: string;
      /** Lines that were flagged and are meant so. */
      acceptLines?: (number)[];
      /** Do the good rows although others are refused. */
      isPartial?: boolean;
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        counts: {
          create: number;
          price: number;
          unchanged: number;
          flagged: number;
          refused: number;
        };
        created: number;
        priced: number;
        rows: ({
          line: number;
          sku: string | null;
          title: string | null;
          action: 'create' | 'price' | 'unchanged' | 'flagged' | 'refused';
          /** The present price, as a decimal. */
          from: string | null;
          to: string | null;
          message: string | null;
        })[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'catalog.previewImport': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      format: 'csv' | 'json';
      /** The table. Columns: sku or title, price; for new patterns also currency, craft, story, tags, category, sizes, languages. */
      text: string;
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        counts: {
          create: number;
          price: number;
          unchanged: number;
          flagged: number;
          refused: number;
        };
        rows: ({
          line: number;
          sku: string | null;
          title: string | null;
          action: 'create' | 'price' | 'unchanged' | 'flagged' | 'refused';
          /** The present price, as a decimal. */
          from: string | null;
          to: string | null;
          message: string | null;
        })[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'catalog.getPattern': {
    parameters: {
      query?: never;
      header?: never;
      path: { patternId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        /** Identifier (UUID). */
        designerId: string;
        craft: string;
        title: string;
        slug: string;
        story: string;
        tags: (string)[];
        category: string | null;
        sizes: (string)[];
        languages: (string)[];
        attributes: Record<string, string>;
        state: 'draft' | 'active' | 'archived';
        version: number;
        createdAt: string;
        updatedAt: string;
        images: ({
          /** Identifier (UUID). */
          id: string;
          /** SHA-256 of the bytes, lower-case hex. */
          sha256: string;
          alt: string;
          position: number;
          contentType: string;
          sizeBytes: number;
        })[];
        offers: ({
          /** Identifier (UUID). */
          id: string;
          /** A whole pattern, a part of it (some roles, sizes or languages), or a bundle of offers. */
          kind: 'whole' | 'part' | 'bundle';
          name: string;
          sku: string;
          state: 'active' | 'archived';
          price: {
            amountMinor: number;
            /** ISO 4217 currency code. */
            currency: string;
          };
        })[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'catalog.updatePattern': {
    parameters: {
      query?: never;
      header?: { 'If-Match'?: string; 'Idempotency-Key'?: string };
      path: { patternId: string };
      cookie?: never;
    };
    requestBody?: { content: { 'application/json': {
      /** sewing, knitting, embroidery, woodworking … */
      craft?: string;
      title?: string;
      /** What buyers read about it. Plain text. */
      story?: string;
      tags?: (string)[];
      category?: string | null;
      sizes?: (string)[];
      languages?: (string)[];
      /** Anything else, by name. */
      attributes?: Record<string, string>;
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        /** Identifier (UUID). */
        designerId: string;
        craft: string;
        title: string;
        slug: string;
        story: string;
        tags: (string)[];
        category: string | null;
        sizes: (string)[];
        languages: (string)[];
        attributes: Record<string, string>;
        state: 'draft' | 'active' | 'archived';
        version: number;
        createdAt: string;
        updatedAt: string;
        images: ({
          /** Identifier (UUID). */
          id: string;
          /** SHA-256 of the bytes, lower-case hex. */
          sha256: string;
          alt: string;
          position: number;
          contentType: string;
          sizeBytes: number;
        })[];
        offers: ({
          /** Identifier (UUID). */
          id: string;
          /** A whole pattern, a part of it (some roles, sizes or languages), or a bundle of offers. */
          kind: 'whole' | 'part' | 'bundle';
          name: string;
          sku: string;
          state: 'active' | 'archived';
          price: {
            amountMinor: number;
            /** ISO 4217 currency code. */
            currency: string;
          };
        })[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'catalog.archivePattern': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { patternId: string };
      cookie?: never;
    };
    requestBody?: { content: { 'application/json': {
      expectedVersion?: number;
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        /** Identifier (UUID). */
        designerId: string;
        craft: string;
        title: string;
        slug: string;
        story: string;
        tags: (string)[];
        category: string | null;
        sizes: (string)[];
        languages: (string)[];
        attributes: Record<string, string>;
        state: 'draft' | 'active' | 'archived';
        version: number;
        createdAt: string;
        updatedAt: string;
        images: ({
          /** Identifier (UUID). */
          id: string;
          /** SHA-256 of the bytes, lower-case hex. */
          sha256: string;
          alt: string;
          position: number;
          contentType: string;
          sizeBytes: number;
        })[];
        offers: ({
          /** Identifier (UUID). */
          id: string;
          /** A whole pattern, a part of it (some roles, sizes or languages), or a bundle of offers. */
          kind: 'whole' | 'part' | 'bundle';
          name: string;
          sku: string;
          state: 'active' | 'archived';
          price: {
            amountMinor: number;
            /** ISO 4217 currency code. */
            currency: string;
          };
        })[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'files.addFile': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { patternId: string };
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      /** SHA-256 of the bytes, lower-case hex. */
      sha256: string;
      name: string;
      /** What the file is for: a4, letter, a0, projector, instructions, chart … */
      role?: string;
      language?: string;
      /** Take it in although we do not know this kind of file. */
      isUnknownWelcome?: string | boolean;
    } } };
    responses: {
      201: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        patternId: string;
        /** SHA-256 of the bytes, lower-case hex. */
        sha256: string;
        /** The draft that it went into; null when nothing changed by it. */
        releaseId: string | null;
        /** It is shown with the pattern instead of being sold. */
        isImage: boolean;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'catalog.addImage': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { patternId: string };
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      /** SHA-256 of the bytes, lower-case hex. */
      sha256: string;
      alt?: string;
      /** Put it before the others. */
      isFirst?: boolean;
    } } };
    responses: {
      201: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        /** Identifier (UUID). */
        designerId: string;
        craft: string;
        title: string;
        slug: string;
        story: string;
        tags: (string)[];
        category: string | null;
        sizes: (string)[];
        languages: (string)[];
        attributes: Record<string, string>;
        state: 'draft' | 'active' | 'archived';
        version: number;
        createdAt: string;
        updatedAt: string;
        images: ({
          /** Identifier (UUID). */
          id: string;
          /** SHA-256 of the bytes, lower-case hex. */
          sha256: string;
          alt: string;
          position: number;
          contentType: string;
          sizeBytes: number;
        })[];
        offers: ({
          /** Identifier (UUID). */
          id: string;
          /** A whole pattern, a part of it (some roles, sizes or languages), or a bundle of offers. */
          kind: 'whole' | 'part' | 'bundle';
          name: string;
          sku: string;
          state: 'active' | 'archived';
          price: {
            amountMinor: number;
            /** ISO 4217 currency code. */
            currency: string;
          };
        })[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'catalog.updateImages': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { patternId: string };
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      images: ({
        /** Identifier (UUID). */
        id: string;
        alt?: string;
      })[];
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        /** Identifier (UUID). */
        designerId: string;
        craft: string;
        title: string;
        slug: string;
        story: string;
        tags: (string)[];
        category: string | null;
        sizes: (string)[];
        languages: (string)[];
        attributes: Record<string, string>;
        state: 'draft' | 'active' | 'archived';
        version: number;
        createdAt: string;
        updatedAt: string;
        images: ({
          /** Identifier (UUID). */
          id: string;
          /** SHA-256 of the bytes, lower-case hex. */
          sha256: string;
          alt: string;
          position: number;
          contentType: string;
          sizeBytes: number;
        })[];
        offers: ({
          /** Identifier (UUID). */
          id: string;
          /** A whole pattern, a part of it (some roles, sizes or languages), or a bundle of offers. */
          kind: 'whole' | 'part' | 'bundle';
          name: string;
          sku: string;
          state: 'active' | 'archived';
          price: {
            amountMinor: number;
            /** ISO 4217 currency code. */
            currency: string;
          };
        })[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'catalog.removeImage': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { patternId: string; imageId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        /** Identifier (UUID). */
        designerId: string;
        craft: string;
        title: string;
        slug: string;
        story: string;
        tags: (string)[];
        category: string | null;
        sizes: (string)[];
        languages: (string)[];
        attributes: Record<string, string>;
        state: 'draft' | 'active' | 'archived';
        version: number;
        createdAt: string;
        updatedAt: string;
        images: ({
          /** Identifier (UUID). */
          id: string;
          /** SHA-256 of the bytes, lower-case hex. */
          sha256: string;
          alt: string;
          position: number;
          contentType: string;
          sizeBytes: number;
        })[];
        offers: ({
          /** Identifier (UUID). */
          id: string;
          /** A whole pattern, a part of it (some roles, sizes or languages), or a bundle of offers. */
          kind: 'whole' | 'part' | 'bundle';
          name: string;
          sku: string;
          state: 'active' | 'archived';
          price: {
            amountMinor: number;
            /** ISO 4217 currency code. */
            currency: string;
          };
        })[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'files.listReleases': {
    parameters: {
      query?: never;
      header?: never;
      path: { patternId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        items: ({
          /** Identifier (UUID). */
          id: string;
          /** Identifier (UUID). */
          patternId: string;
          /** Major.minor.patch: 1.0.1. */
          number: string;
          /** What changed: `erratum` corrects, `addition` brings sizes, formats or languages, `redraft` is drawn anew. */
          changeKind: 'first' | 'erratum' | 'addition' | 'redraft';
          state: 'draft' | 'published' | 'superseded' | 'withdrawn';
          notes: string;
          touchesSizes: (string)[] | null;
          touchesLanguages: (string)[] | null;
          touchesRoles: (string)[] | null;
          /** The seller chose the kind; else it is proposed. */
          isKindChosen: boolean;
          overruleReason: string | null;
          withdrawnReason: string | null;
          createdAt: string;
          publishedAt: string | null;
          publishedBy: string | null;
          version: number;
          files: ({
            /** Identifier (UUID). */
            id: string;
            role: string;
            name: string;
            language: string | null;
            /** SHA-256 of the bytes, lower-case hex. */
            sha256: string;
            kind: string;
            contentType: string;
            sizeBytes: number;
            position: number;
          })[];
        })[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'catalog.restorePattern': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { patternId: string };
      cookie?: never;
    };
    requestBody?: { content: { 'application/json': {
      expectedVersion?: number;
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        /** Identifier (UUID). */
        designerId: string;
        craft: string;
        title: string;
        slug: string;
        story: string;
        tags: (string)[];
        category: string | null;
        sizes: (string)[];
        languages: (string)[];
        attributes: Record<string, string>;
        state: 'draft' | 'active' | 'archived';
        version: number;
        createdAt: string;
        updatedAt: string;
        images: ({
          /** Identifier (UUID). */
          id: string;
          /** SHA-256 of the bytes, lower-case hex. */
          sha256: string;
          alt: string;
          position: number;
          contentType: string;
          sizeBytes: number;
        })[];
        offers: ({
          /** Identifier (UUID). */
          id: string;
          /** A whole pattern, a part of it (some roles, sizes or languages), or a bundle of offers. */
          kind: 'whole' | 'part' | 'bundle';
          name: string;
          sku: string;
          state: 'active' | 'archived';
          price: {
            amountMinor: number;
            /** ISO 4217 currency code. */
            currency: string;
          };
        })[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'accounts.listPeople': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        items: (components['schemas']['Person'])[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'accounts.invitePerson': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      name: string;
      email: string;
      role: 'owner' | 'editor' | 'support' | 'accountant' | 'viewer';
      designerId?: string | null;
    } } };
    responses: {
      201: { headers: { [name: string]: unknown }; content: { 'application/json': {
        person: components['schemas']['Person'];
        signInUrl: string;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'accounts.removePerson': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { personId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: { headers: { [name: string]: unknown }; content?: never };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'accounts.changeRole': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { personId: string };
      cookie?: never;
    };
    requestBody?: { content: { 'application/json': {
      role?: 'owner' | 'editor' | 'support' | 'accountant' | 'viewer';
      designerId?: string | null;
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Person'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.plan': {
    parameters: {
      query?: { channelId?: string };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        sentence: string;
        channels: ({
          /** Identifier (UUID). */
          channelId: string;
          channelName: string;
          listings: (components['schemas']['Listing'])[];
          pending: number;
          steps: number;
          calls: number;
          fees: ({
            amountMinor: number;
            /** ISO 4217 currency code. */
            currency: string;
          })[];
          estimatedSeconds: number;
        })[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.approvePlan': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      plans: ({
        /** Identifier (UUID). */
        listingId: string;
        planHash: string;
      })[];
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        approved: number;
        changed: (string)[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'files.discardDraft': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { releaseId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        patternId: string;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'files.getRelease': {
    parameters: {
      query?: never;
      header?: never;
      path: { releaseId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        /** Identifier (UUID). */
        patternId: string;
        /** Major.minor.patch: 1.0.1. */
        number: string;
        /** What changed: `erratum` corrects, `addition` brings sizes, formats or languages, `redraft` is drawn anew. */
        changeKind: 'first' | 'erratum' | 'addition' | 'redraft';
        state: 'draft' | 'published' | 'superseded' | 'withdrawn';
        notes: string;
        touchesSizes: (string)[] | null;
        touchesLanguages: (string)[] | null;
        touchesRoles: (string)[] | null;
        /** The seller chose the kind; else it is proposed. */
        isKindChosen: boolean;
        overruleReason: string | null;
        withdrawnReason: string | null;
        createdAt: string;
        publishedAt: string | null;
        publishedBy: string | null;
        version: number;
        files: ({
          /** Identifier (UUID). */
          id: string;
          role: string;
          name: string;
          language: string | null;
          /** SHA-256 of the bytes, lower-case hex. */
          sha256: string;
          kind: string;
          contentType: string;
          sizeBytes: number;
          position: number;
        })[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'files.updateRelease': {
    parameters: {
      query?: never;
      header?: { 'If-Match'?: string; 'Idempotency-Key'?: string };
      path: { releaseId: string };
      cookie?: never;
    };
    requestBody?: { content: { 'application/json': {
      /** What changed, for buyers. */
      notes?: string;
      changeKind?: 'erratum' | 'addition' | 'redraft';
      touchesSizes?: (string)[] | null;
      touchesLanguages?: (string)[] | null;
      touchesRoles?: (string)[] | null;
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        /** Identifier (UUID). */
        patternId: string;
        /** Major.minor.patch: 1.0.1. */
        number: string;
        /** What changed: `erratum` corrects, `addition` brings sizes, formats or languages, `redraft` is drawn anew. */
        changeKind: 'first' | 'erratum' | 'addition' | 'redraft';
        state: 'draft' | 'published' | 'superseded' | 'withdrawn';
        notes: string;
        touchesSizes: (string)[] | null;
        touchesLanguages: (string)[] | null;
        touchesRoles: (string)[] | null;
        /** The seller chose the kind; else it is proposed. */
        isKindChosen: boolean;
        overruleReason: string | null;
        withdrawnReason: string | null;
        createdAt: string;
        publishedAt: string | null;
        publishedBy: string | null;
        version: number;
        files: ({
          /** Identifier (UUID). */
          id: string;
          role: string;
          name: string;
          language: string | null;
          /** SHA-256 of the bytes, lower-case hex. */
          sha256: string;
          kind: string;
          contentType: string;
          sizeBytes: number;
          position: number;
        })[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'files.startDraft': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { releaseId: string };
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      removeFileNames: (string)[];
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        release: {
          /** Identifier (UUID). */
          id: string;
          /** Identifier (UUID). */
          patternId: string;
          /** Major.minor.patch: 1.0.1. */
          number: string;
          /** What changed: `erratum` corrects, `addition` brings sizes, formats or languages, `redraft` is drawn anew. */
          changeKind: 'first' | 'erratum' | 'addition' | 'redraft';
          state: 'draft' | 'published' | 'superseded' | 'withdrawn';
          notes: string;
          touchesSizes: (string)[] | null;
          touchesLanguages: (string)[] | null;
          touchesRoles: (string)[] | null;
          /** The seller chose the kind; else it is proposed. */
          isKindChosen: boolean;
          overruleReason: string | null;
          withdrawnReason: string | null;
          createdAt: string;
          publishedAt: string | null;
          publishedBy: string | null;
          version: number;
          files: ({
            /** Identifier (UUID). */
            id: string;
            role: string;
            name: string;
            language: string | null;
            /** SHA-256 of the bytes, lower-case hex. */
            sha256: string;
            kind: string;
            contentType: string;
            sizeBytes: number;
            position: number;
          })[];
        } | null;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'files.removeFile': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { releaseId: string; releaseFileId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Null when the draft now equals what is for sale. */
        release: {
          /** Identifier (UUID). */
          id: string;
          /** Identifier (UUID). */
          patternId: string;
          /** Major.minor.patch: 1.0.1. */
          number: string;
          /** What changed: `erratum` corrects, `addition` brings sizes, formats or languages, `redraft` is drawn anew. */
          changeKind: 'first' | 'erratum' | 'addition' | 'redraft';
          state: 'draft' | 'published' | 'superseded' | 'withdrawn';
          notes: string;
          touchesSizes: (string)[] | null;
          touchesLanguages: (string)[] | null;
          touchesRoles: (string)[] | null;
          /** The seller chose the kind; else it is proposed. */
          isKindChosen: boolean;
          overruleReason: string | null;
          withdrawnReason: string | null;
          createdAt: string;
          publishedAt: string | null;
          publishedBy: string | null;
          version: number;
          files: ({
            /** Identifier (UUID). */
            id: string;
            role: string;
            name: string;
            language: string | null;
            /** SHA-256 of the bytes, lower-case hex. */
            sha256: string;
            kind: string;
            contentType: string;
            sizeBytes: number;
            position: number;
          })[];
        } | null;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'files.updateFile': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { releaseId: string; releaseFileId: string };
      cookie?: never;
    };
    requestBody?: { content: { 'application/json': {
      /** What the file is for: a4, letter, a0, projector, instructions, chart … */
      role?: string;
      language?: string | null;
      name?: string;
      position?: number;
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        release: {
          /** Identifier (UUID). */
          id: string;
          /** Identifier (UUID). */
          patternId: string;
          /** Major.minor.patch: 1.0.1. */
          number: string;
          /** What changed: `erratum` corrects, `addition` brings sizes, formats or languages, `redraft` is drawn anew. */
          changeKind: 'first' | 'erratum' | 'addition' | 'redraft';
          state: 'draft' | 'published' | 'superseded' | 'withdrawn';
          notes: string;
          touchesSizes: (string)[] | null;
          touchesLanguages: (string)[] | null;
          touchesRoles: (string)[] | null;
          /** The seller chose the kind; else it is proposed. */
          isKindChosen: boolean;
          overruleReason: string | null;
          withdrawnReason: string | null;
          createdAt: string;
          publishedAt: string | null;
          publishedBy: string | null;
          version: number;
          files: ({
            /** Identifier (UUID). */
            id: string;
            role: string;
            name: string;
            language: string | null;
            /** SHA-256 of the bytes, lower-case hex. */
            sha256: string;
            kind: string;
            contentType: string;
            sizeBytes: number;
            position: number;
          })[];
        } | null;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'files.listFindings': {
    parameters: {
      query?: never;
      header?: never;
      path: { releaseId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        files: ({
          /** Identifier (UUID). */
          releaseFileId: string;
          name: string;
          role: string;
          /** SHA-256 of the bytes, lower-case hex. */
          sha256: string;
          /** Null while the checks run. */
          verdict: 'pass' | 'warn' | 'block' | null;
          findings: ({
            /** Which check found it: `pdf-fonts-embedded`. */
            checkId: string;
            severity: 'block' | 'warn' | 'note';
            /** Counted from 1. */
            page: number | null;
            box: {
              x: number;
              y: number;
              width: number;
              height: number;
            } | null;
            measured: string | null;
            expected: string | null;
            message: string;
          })[];
          /** What was measured: pages, page sizes, layers, fonts. */
          facts: Record<string, unknown>;
        })[];
        differences: (string)[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'files.publishRelease': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { releaseId: string };
      cookie?: never;
    };
    requestBody?: { content: { 'application/json': {
      expectedVersion?: number;
      /** Publishes in spite of findings that block; kept with the release. */
      overruleReason?: string;
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        /** Identifier (UUID). */
        patternId: string;
        /** Major.minor.patch: 1.0.1. */
        number: string;
        /** What changed: `erratum` corrects, `addition` brings sizes, formats or languages, `redraft` is drawn anew. */
        changeKind: 'first' | 'erratum' | 'addition' | 'redraft';
        state: 'draft' | 'published' | 'superseded' | 'withdrawn';
        notes: string;
        touchesSizes: (string)[] | null;
        touchesLanguages: (string)[] | null;
        touchesRoles: (string)[] | null;
        /** The seller chose the kind; else it is proposed. */
        isKindChosen: boolean;
        overruleReason: string | null;
        withdrawnReason: string | null;
        createdAt: string;
        publishedAt: string | null;
        publishedBy: string | null;
        version: number;
        files: ({
          /** Identifier (UUID). */
          id: string;
          role: string;
          name: string;
          language: string | null;
          /** SHA-256 of the bytes, lower-case hex. */
          sha256: string;
          kind: string;
          contentType: string;
          sizeBytes: number;
          position: number;
        })[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'files.withdrawRelease': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { releaseId: string };
      cookie?: never;
    };
    requestBody: { content: { 'application/json': {
      reason: string;
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        /** Identifier (UUID). */
        id: string;
        /** Identifier (UUID). */
        patternId: string;
        /** Major.minor.patch: 1.0.1. */
        number: string;
        /** What changed: `erratum` corrects, `addition` brings sizes, formats or languages, `redraft` is drawn anew. */
        changeKind: 'first' | 'erratum' | 'addition' | 'redraft';
        state: 'draft' | 'published' | 'superseded' | 'withdrawn';
        notes: string;
        touchesSizes: (string)[] | null;
        touchesLanguages: (string)[] | null;
        touchesRoles: (string)[] | null;
        /** The seller chose the kind; else it is proposed. */
        isKindChosen: boolean;
        overruleReason: string | null;
        withdrawnReason: string | null;
        createdAt: string;
        publishedAt: string | null;
        publishedBy: string | null;
        version: number;
        files: ({
          /** Identifier (UUID). */
          id: string;
          role: string;
          name: string;
          language: string | null;
          /** SHA-256 of the bytes, lower-case hex. */
          sha256: string;
          kind: string;
          contentType: string;
          sizeBytes: number;
          position: number;
        })[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.resumeEverything': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        isStopped: boolean;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'channels.rotateKey': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        keyId: string;
        resealed: number;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'channels.listSpokes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        items: (components['schemas']['Spoke'])[];
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'listings.stopEverything': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        isStopped: boolean;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'studio.get': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Studio'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'studio.update': {
    parameters: {
      query?: never;
      header?: { 'If-Match'?: string; 'Idempotency-Key'?: string };
      path?: never;
      cookie?: never;
    };
    requestBody?: { content: { 'application/json': {
      name?: string;
      /** ISO 4217 currency code. */
      currency?: string;
      /** IANA time zone. */
      timeZone?: string;
    } } };
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Studio'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'tasks.list': {
    parameters: {
      query?: { cursor?: string; limit?: number; state?: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': {
        items: (components['schemas']['Task'])[];
        nextCursor: string | null;
      } } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'tasks.get': {
    parameters: {
      query?: never;
      header?: never;
      path: { taskId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Task'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
  'tasks.cancel': {
    parameters: {
      query?: never;
      header?: { 'Idempotency-Key'?: string };
      path: { taskId: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Task'] } };
      default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['Problem'] } };
    };
  };
}
