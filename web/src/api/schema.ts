// Generated from the OpenAPI document of the API by `npm run web:schema`. Do not edit.

export interface paths {
    "/api/cron": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Start a HIGH sync (fetchByPriority=HIGH) or a FULL sync
         * @description Kept for existing callers. New callers use `POST /api/syncs/high` or `/full`. `maxPages`, `concurrency` and `status` apply to a FULL only: with `fetchByPriority` they are refused.
         */
        get: operations["startSyncFromCron"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/syncs/high": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a high run, or join the running one
         * @description Fetches every offer on the ConversionList and the watch list from the network.
         */
        post: operations["startHighSync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/syncs/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a refresh run, or join the running one
         * @description Rebuilds the ConversionList from the mirror. Sends no requests to the network.
         */
        post: operations["startListRefresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/syncs/full": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a FULL, or join the running one with the same parameters
         * @description Reads the whole catalogue. Concurrent requests with the same parameters start one run. 409 while a run with other parameters is running.
         */
        post: operations["startFullSync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/syncs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the runs, newest first
         * @description Running syncs have progress, ended ones an audit. By default HIGH and refresh runs are deleted after 30 days. `Accept: text/html` returns a page.
         */
        get: operations["listSyncs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/syncs/{workflowId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a run
         * @description The newest run with this workflow id, or the one with `runId`: manual runs of a kind share a workflow id. With `wait`, a run that is still running after that time is returned with the status running.
         */
        get: operations["getSync"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/syncs/{workflowId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a run
         * @description The run sends no new requests to the network, writes its audit, and ends as cancelled. Stored offers are kept.
         */
        post: operations["cancelSync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/syncs/{workflowId}/rejected": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the values that a run could not read */
        get: operations["listRejectedValues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the state of the task queues
         * @description Backlog, rates, limit, workers and last runs. `Accept: text/html` returns a page that refreshes itself, with links to the Temporal Web UI.
         */
        get: operations["getQueues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the schedules */
        get: operations["listSchedules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schedules/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a schedule
         * @description A running sync continues. The schedule stays paused across restarts.
         */
        post: operations["pauseSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schedules/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a paused schedule
         * @description Runs that were due during the pause are not caught up. Idempotent.
         */
        post: operations["resumeSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schedules/{id}/trigger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Trigger a run of a schedule
         * @description Also works while the schedule is paused. Skipped if the previous run is still running: `wait` does not wait for that run.
         */
        post: operations["triggerSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the offers of the mirror
         * @description Filters are case-insensitive. Several values of a filter are separated by commas or repeated; a value that no offer has is answered with the values that there are. Keyset pagination: offers that are added or removed between two pages neither repeat nor hide other offers. The ETag ignores the age of the last conversion.
         */
        get: operations["listOffers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversion-list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the offers of the ConversionList
         * @description Filters are case-insensitive. Several values of a filter are separated by commas or repeated; a value that no offer has is answered with the values that there are. Keyset pagination: offers that are added or removed between two pages neither repeat nor hide other offers. The ETag ignores the age of the last conversion.
         */
        get: operations["listConversionList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/offers/{offerId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an offer */
        get: operations["getOffer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/offer-facets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the values of the filters of offers
         * @description With the filters of `/api/offers`: each value has the number of offers that match it and all filters but its own, the most frequent value first. In a mirror of more than 50,000 offers the filters are ignored: the values that there are, in alphabetical order, are not counted.
         */
        get: operations["listOfferFacets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/offers/{offerId}/conversions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List when an offer was seen to convert
         * @description Several conversions between two observations are seen as one.
         */
        get: operations["listOfferConversions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the changes of offers
         * @description To follow the changes, pass `position` of each response as `since` of the next request: that neither skips nor repeats a change. A change appears when all transactions that began before it have ended. 410 if changes after `since` have been deleted, or the database was restored in between.
         */
        get: operations["listChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/offers/{offerId}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the changes of an offer
         * @description Newest first, by the time of observation. 410 if changes after `since` have been deleted.
         */
        get: operations["listOfferHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the alerts
         * @description In the order in which they were recorded, the latest first. All alerts are here, whether they are sent or not.
         */
        get: operations["listAlerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an alert */
        get: operations["getAlert"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark an alert as known
         * @description It stays open, and its end is still sent. Idempotent: the first time stays.
         */
        post: operations["acknowledgeAlert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/mutes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what is muted
         * @description A mute of an offer can also be a setting of the watch list: that is not listed here.
         */
        get: operations["listMutes"];
        /**
         * Mute a kind of alerts, an offer, or a kind for an offer
         * @description What is muted is recorded and not sent. Idempotent: a mute of the same kind and offer gets the new end.
         */
        put: operations["mute"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/mutes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a mute */
        delete: operations["unmute"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the channels that had a message, with their state */
        get: operations["listAlertChannels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test message to every channel
         * @description A worker sends it to the channels of its settings, once each. Takes up to 30 seconds. A disabled channel that accepts it is enabled again.
         */
        post: operations["testAlertChannels"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/watchlist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the watch list
         * @description In the order of the ids. `GET /api/offers?mine=true` has all fields of these offers.
         */
        get: operations["listWatchlist"];
        put?: never;
        /**
         * Add many offers to the watch list
         * @description Offers that are on it already get the settings that the body contains, and keep the others. Idempotent.
         */
        post: operations["addToWatchlist"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/watchlist/{offerId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an offer of the watch list */
        get: operations["getWatched"];
        /**
         * Put an offer on the watch list, or replace its settings
         * @description Settings that the body does not contain get their defaults. Idempotent.
         */
        put: operations["watchOffer"];
        post?: never;
        /** Remove an offer from the watch list */
        delete: operations["unwatchOffer"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sandbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the state of the sandbox
         * @description What is broken in the sandbox that this mirror mirrors. 404 for the mirror of a real network.
         */
        get: operations["getSandbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sandbox/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause an offer in the sandbox
         * @description The next HIGH finds out. Idempotent for a given offer.
         */
        post: operations["pauseSandboxOffer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sandbox/stop-conversions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop the conversions of an offer in the sandbox
         * @description The next HIGH finds out. Idempotent for a given offer.
         */
        post: operations["stopSandboxConversions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sandbox/faults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Inject a fault into the sandbox
         * @description Replaces the fault that was injected before. Idempotent.
         */
        post: operations["injectSandboxFault"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sandbox/heal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Heal the sandbox
         * @description Removes every fault and every change that was made by hand. Idempotent.
         */
        post: operations["healSandbox"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find out whether a key is needed, and what the caller may do
         * @description Needs no key. A wrong key is rejected as everywhere.
         */
        get: operations["getSession"];
        put?: never;
        /**
         * Exchange a key for a session cookie
         * @description For browsers: scripts cannot read the cookie, and it changes state only for pages of this API. It expires after 30 days, and ends when the key is changed. Ten wrong keys within a minute from one address get 401, further ones 429.
         */
        post: operations["signIn"];
        /**
         * Delete the session cookie
         * @description Needs no key. The server stores no sessions: a copy of the cookie stays valid until it expires or the key is changed.
         */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow what happens
         * @description Server-sent events (`text/event-stream`). An event with an `id` continues exactly after it, also after a restart of the API: send the last id as the header `last-event-id`, as browsers do, or as `since`. No event is left out and none repeated; otherwise there is a `reset`, after which everything has to be read again. Events come about a second after their commit, and when all transactions that began before have ended. 503 with `retry-after` if there are 400 clients.
         */
        get: operations["followEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check that the process is alive
         * @description Needs no key. Does not check the database or Temporal.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check the dependencies and the age of the data
         * @description Ready: the database and the Temporal server answer. Otherwise 503 with the same body. A network that rejects the token or cannot be reached shows in `lastRuns`: the mirror can still be read.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics for Prometheus
         * @description Runs, requests, changes to offers and rejected rows; fields of the rows, number of offers, list size, age of the data, workers of each queue. Also the requests to this API, and the figures of its process. While the database is unavailable, the metrics of the mirror are absent and `mobipium_database_up` is 0.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description An error.
         * @example {
         *       "statusCode": 400,
         *       "error": "Bad Request",
         *       "message": "querystring/limit must be <= 500"
         *     }
         */
        Problem: {
            statusCode: number;
            error: string;
            message: string;
        };
        /**
         * @description high: offers on the ConversionList and the watch list. full: the whole catalogue. refresh: rebuilds the ConversionList.
         * @enum {string}
         */
        SyncKind: "high" | "full" | "refresh";
        /**
         * @description incomplete: the run finished, but some pages or offers are missing.
         * @enum {string}
         */
        RunStatus: "running" | "completed" | "incomplete" | "failed" | "cancelled" | "timed_out";
        RunLinks: {
            /**
             * @description Path of the run in this API.
             * @example /api/syncs/full-sync-manual?runId=01a21741-1f78-7e63-b2fb-8ced58a36ad6
             */
            self: string;
            ui: string | null;
        };
        /** @description The run that was started or joined. `location` is its path in this API. */
        StartedSync: {
            /** @example full-sync-manual */
            workflowId: string;
            runId: string;
            /** @description True: a run with these parameters was already running. */
            joined: boolean;
            links: components["schemas"]["RunLinks"];
        };
        /** @description A time in which an offer, the network or the mirror was in a state worth a message. */
        Alert: {
            /** @example 128 */
            id: string;
            /**
             * @description conversion_stopped: a silence too long for the rhythm of the offer. conversion_slowed: it converts much more slowly than usual. status_changed: it is no longer Active. payout_changed: the amount or the currency. cap_reached: 80 % of the daily cap is used. network_silent: next to no conversions in the whole network. mass_change: many offers changed in the same way at once. mirror_stale: the mirror is out of date.
             * @enum {string}
             */
            kind: "conversion_stopped" | "conversion_slowed" | "status_changed" | "payout_changed" | "cap_reached" | "network_silent" | "mass_change" | "mirror_stale";
            /**
             * @description open: it lasts. A change without an end, such as that of a payout, ends when it starts.
             * @enum {string}
             */
            state: "open" | "ended";
            offerId: string | null;
            offerName: string | null;
            country: string | null;
            payout: string | null;
            currency: string | null;
            /**
             * @description ISO 8601 in UTC.
             * @example 2026-01-05T10:00:00.000Z
             */
            startedAt: string;
            endedAt: string | null;
            /**
             * @description What started, on one line.
             * @example Paused: Games PT (3790)
             */
            title: string;
            /** @description What started, in sentences. */
            text: string;
            endText: string | null;
            /** @description What is known of it, by kind: docs/alerts.md. */
            facts: {
                [key: string]: unknown;
            };
            endFacts: {
                [key: string]: unknown;
            } | null;
            /** @description Whether it is sent to the channels. False: it is only recorded. */
            sent: boolean;
            acknowledgedAt: string | null;
        };
        /** @description A page of the alerts, the latest first. */
        AlertPage: {
            source: string | null;
            alerts: components["schemas"]["Alert"][];
            nextCursor: string | null;
        };
        /** @description What is recorded and not sent: a kind, an offer, or a kind for an offer. */
        Mute: {
            /** @example 3 */
            id: string;
            kind: ("conversion_stopped" | "conversion_slowed" | "status_changed" | "payout_changed" | "cap_reached" | "network_silent" | "mass_change" | "mirror_stale") | null;
            offerId: string | null;
            mutedUntil: string | null;
            /**
             * @description ISO 8601 in UTC.
             * @example 2026-01-05T10:00:00.000Z
             */
            createdAt: string;
        };
        /** @description Everything that is muted. */
        Mutes: {
            mutes: components["schemas"]["Mute"][];
        };
        AlertChannel: {
            /**
             * @example mail
             * @example webhook-1a2b3c4d
             */
            channel: string;
            /** @description Messages that are not delivered yet. */
            pending: number;
            oldestPendingSeconds: number | null;
            /** @description Messages that were given up, until they are deleted. */
            givenUp: number;
            lastDeliveredAt: string | null;
            lastFailedAt: string | null;
            lastError: string | null;
            disabledAt: string | null;
        };
        AlertChannelTest: {
            /**
             * @example mail
             * @example webhook-1a2b3c4d
             */
            channel: string;
            /** @example webhook hooks.example.com */
            label: string;
            error: string | null;
        };
        /** @description The channels that had a message. */
        AlertChannelList: {
            channels: components["schemas"]["AlertChannel"][];
        };
        /** @description The result of each channel. */
        AlertChannelTests: {
            channels: components["schemas"]["AlertChannelTest"][];
        };
        SyncProgress: {
            kind: string;
            /** @example scanning */
            phase: string;
            pagesTotal: number | null;
            pagesDone: number;
            chunksTotal: number | null;
            chunksDone: number;
            offersMet: number;
            retries: number;
            etaSeconds: number | null;
        };
        SyncAudit: {
            /** @description schedule or manual. */
            trigger: string;
            /** @description Parameters of the run. */
            params: {
                [key: string]: unknown;
            };
            complete: boolean | null;
            /** @description Why the run is incomplete. */
            reasons: string[];
            /** @description Other remarks. */
            notes: string[];
            durationMs: number | null;
            pagesPlanned: number | null;
            pagesRead: number | null;
            pagesReread: number | null;
            offersExpected: number | null;
            offersMet: number | null;
            offersDistinct: number | null;
            offersDuplicate: number | null;
            offersNew: number | null;
            offersChanged: number | null;
            offersPaused: number | null;
            offersResumed: number | null;
            offersOvertaken: number | null;
            offersSwept: number | null;
            offersAbsent: number | null;
            offersGone: number | null;
            offersNotMarked: number | null;
            rowsRejected: number | null;
            listBefore: number | null;
            listAfter: number | null;
            listAdded: number | null;
            listRemoved: number | null;
            episodesOpened: number | null;
            episodesClosed: number | null;
            requests: number | null;
            retries: number | null;
        };
        SyncFact: {
            /**
             * @description What it is about.
             * @enum {string}
             */
            name: "outcome" | "read" | "offers" | "sweep" | "list" | "episodes" | "rejected" | "requests" | "incomplete" | "note" | "error";
            /** @example 102 of 102 pages, 10 rechecks */
            text: string;
        };
        /** @description A run, with its progress while it is running and its audit once it has ended. */
        Sync: {
            /** @example full-sync-manual */
            workflowId: string;
            /** @description Run id of the first execution: it stays the same across continue-as-new. */
            runId: string;
            kind: components["schemas"]["SyncKind"];
            status: components["schemas"]["RunStatus"];
            /**
             * @description ISO 8601 in UTC.
             * @example 2026-01-05T10:00:00.000Z
             */
            startedAt: string;
            finishedAt: string | null;
            progress: components["schemas"]["SyncProgress"] | null;
            audit: components["schemas"]["SyncAudit"] | null;
            error: string | null;
            links: components["schemas"]["RunLinks"];
            /** @description The audit in words, the outcome first. Empty while the run is running. */
            summary: components["schemas"]["SyncFact"][];
        };
        /** @description The run that was started or joined. */
        QueuedSync: {
            /** @enum {boolean} */
            queued: true;
            /** @enum {string} */
            queue: "high-priority" | "full-sync-chunk";
            chunks?: number | null;
            /** @example full-sync-manual */
            workflowId: string;
            runId: string;
            /** @description True: a run with these parameters was already running. */
            joined: boolean;
            links: components["schemas"]["RunLinks"];
            sync?: components["schemas"]["Sync"];
        };
        /** @description One event: its `event` field, and its `data` field as JSON. */
        LiveEvent: {
            /** @enum {string} */
            event: "ready";
            data: {
                /** @description The clock of the API: a browser may have another time. */
                now: string;
                /** @description There is a comment or an event at least this often. */
                heartbeatSeconds: number;
            };
        } | {
            /** @enum {string} */
            event: "change";
            data: {
                /** @description In the order of their commits. `/api/changes` has the values. */
                changes: {
                    /** @example 3790 */
                    offerId: string;
                    observedAt: string;
                    kinds: ("new" | "paused" | "blocked" | "gone" | "resumed" | "payout" | "cap" | "cap_usage" | "name" | "link" | "other")[];
                }[];
            };
        } | {
            /** @enum {string} */
            event: "run";
            data: {
                /** @enum {string} */
                edge: "started" | "progress" | "ended";
                workflowId: string;
                runId: string;
                kind: components["schemas"]["SyncKind"];
                status: components["schemas"]["RunStatus"];
                progress: components["schemas"]["SyncProgress"] | null;
            };
        } | {
            /** @enum {string} */
            event: "episode";
            data: {
                /** @enum {string} */
                edge: "started" | "changed" | "ended" | "acknowledged";
                id: string;
                /** @enum {string} */
                kind: "conversion_stopped" | "conversion_slowed" | "status_changed" | "payout_changed" | "cap_reached" | "network_silent" | "mass_change" | "mirror_stale";
                offerId: string | null;
                /** @description False: it has ended, perhaps as soon as it started. */
                isOpen: boolean;
            };
        } | {
            /** @enum {string} */
            event: "watch";
            data: {
                /** @example 3790 */
                offerId: string;
                isWatched: boolean;
            };
        } | {
            /** @enum {string} */
            event: "mirror";
            data: {
                /** @description The clock of the API. */
                now: string;
                /**
                 * @description away: it does not answer, and there are no other events. Nothing is lost: they come later.
                 * @enum {string}
                 */
                database: "up" | "away";
                freshness: {
                    lastHighAt: string | null;
                    lastFullAt: string | null;
                    /** @description Whether a complete HIGH, and a complete FULL, should have started since: none has for three intervals of its schedule. Counts from the last complete run; without one, from the first run, or from when the schedule was created. */
                    overdue: {
                        high: boolean;
                        full: boolean;
                    };
                } | null;
                lastRuns: {
                    high: {
                        /** @enum {string} */
                        status: "completed" | "incomplete" | "failed" | "timed_out";
                        /**
                         * @description ISO 8601 in UTC.
                         * @example 2026-01-05T10:00:00.000Z
                         */
                        finishedAt: string;
                    } | null;
                    full: {
                        /** @enum {string} */
                        status: "completed" | "incomplete" | "failed" | "timed_out";
                        /**
                         * @description ISO 8601 in UTC.
                         * @example 2026-01-05T10:00:00.000Z
                         */
                        finishedAt: string;
                    } | null;
                } | null;
                offers: {
                    total: number;
                    active: number;
                    /** @description On the ConversionList. */
                    listed: number;
                } | null;
                openEpisodes: number | null;
            };
        } | {
            /** @enum {string} */
            event: "reset";
            data: {
                /**
                 * @description too_old: the position is older than 12 hours. too_many: too many events have followed it. unknown: the database was restored. slow: the client did not read fast enough, and the stream ends.
                 * @enum {string}
                 */
                reason: "too_old" | "too_many" | "unknown" | "slow";
            };
        };
        /** @description The process is alive. */
        Health: {
            /** @enum {string} */
            status: "ok";
        };
        /** @description The state of the dependencies, the age of the data, and the last runs. */
        Readiness: {
            ready: boolean;
            source: string | null;
            dependencies: {
                database: {
                    state: "up" | "away";
                };
                temporal: {
                    state: "up" | "away";
                };
            };
            freshness: {
                lastHigh: {
                    /**
                     * @description ISO 8601 in UTC.
                     * @example 2026-01-05T10:00:00.000Z
                     */
                    finishedAt: string;
                    ageSeconds: number;
                } | null;
                lastFull: {
                    /**
                     * @description ISO 8601 in UTC.
                     * @example 2026-01-05T10:00:00.000Z
                     */
                    finishedAt: string;
                    ageSeconds: number;
                } | null;
                /** @description Whether a complete HIGH, and a complete FULL, should have started since: none has for three intervals of its schedule. Counts from the last complete run; without one, from the first run, or from when the schedule was created. */
                overdue: {
                    high: boolean;
                    full: boolean;
                };
            } | null;
            lastRuns: {
                high: {
                    /** @enum {string} */
                    status: "completed" | "incomplete" | "failed" | "timed_out";
                    /**
                     * @description ISO 8601 in UTC.
                     * @example 2026-01-05T10:00:00.000Z
                     */
                    finishedAt: string;
                    /** @description Why the run is incomplete. */
                    reasons: string[];
                    error: string | null;
                } | null;
                full: {
                    /** @enum {string} */
                    status: "completed" | "incomplete" | "failed" | "timed_out";
                    /**
                     * @description ISO 8601 in UTC.
                     * @example 2026-01-05T10:00:00.000Z
                     */
                    finishedAt: string;
                    /** @description Why the run is incomplete. */
                    reasons: string[];
                    error: string | null;
                } | null;
            } | null;
            clockLagSeconds: number | null;
            scheduleProblems: {
                /** @example full-sync */
                id: string;
                /** @enum {string} */
                problem: "missing" | "changed";
                differences: string[];
            }[] | null;
            unconfirmedStatuses: number | null;
        };
        /** @description What one observation changed of an offer. `offerId` and `observedAt` identify it. */
        OfferChange: {
            /** @example 3790 */
            offerId: string;
            /** @description When the network was queried that showed the change. The change itself came before. */
            observedAt: string;
            kinds: ("new" | "paused" | "blocked" | "gone" | "resumed" | "payout" | "cap" | "cap_usage" | "name" | "link" | "other")[];
            /**
             * @description What changed, in words.
             * @example paused (was Active), payout 0.350 → 0.500 USD
             */
            summary: string;
            /**
             * @description The old and the new value of each field that changed, by the names of the offer. A cap is an object with its kind and amount. Empty for a new offer.
             * @example {
             *       "status": [
             *         "Active",
             *         "Paused"
             *       ]
             *     }
             */
            changes: {
                [key: string]: unknown[];
            };
            /** @description The offer as it is now. */
            offer: {
                offerName: string | null;
                status: ("Active" | "Paused" | "Blocked" | "Unknown") | null;
                country: string | null;
                vertical: string | null;
                payout: string | null;
                currency: string | null;
            };
        };
        /** @description A page of the changes of all offers. */
        ChangePage: {
            source: string | null;
            /** @description With filters, a page may have fewer changes than `limit`, or none, although there is a next one. */
            changes: components["schemas"]["OfferChange"][];
            position: string | null;
            nextCursor: string | null;
        };
        /** @description A page of the changes of an offer, newest first. */
        OfferHistoryPage: {
            source: string | null;
            changes: components["schemas"]["OfferChange"][];
            nextCursor: string | null;
        };
        /** @description When an offer was seen to convert. */
        OfferConversions: {
            /** @description The beginning of the first hour that was asked for (UTC). */
            from: string;
            keptSince: string | null;
            /** @description The hours with conversions, in ascending order. */
            hours: {
                /**
                 * @description ISO 8601 in UTC.
                 * @example 2026-01-05T10:00:00.000Z
                 */
                hour: string;
                /** @description Conversions seen. A lower bound. */
                seen: number;
                /** @description The minutes of the hour in which they were seen, 0 to 59. Empty: only the hour is known. */
                minutes: number[];
            }[];
        };
        /** @description An offer of the mirror. */
        Offer: {
            /** @example 3790 */
            offerId: string;
            offerName: string | null;
            status: ("Active" | "Paused" | "Blocked" | "Unknown") | null;
            statusConfirmed: boolean | null;
            country: string | null;
            countryName: string | null;
            carrier: string | null;
            vertical: string | null;
            flow: string | null;
            model: string | null;
            payout: string | null;
            currency: string | null;
            dailyCap: number | null;
            dailyCapKind: ("none" | "open" | "count" | "percent") | null;
            filledCap: number | null;
            filledCapKind: ("none" | "open" | "count" | "percent") | null;
            capLeftPercent: number | null;
            typeTraffic: string | null;
            timeFrame: string | null;
            trafficRestrictions: string | null;
            landingPage: string | null;
            thumbnails: string | null;
            offerUrl: string | null;
            lastConvRaw: string | null;
            lastConversionFrom: string | null;
            lastConversionTo: string | null;
            lastConversionAt: string | null;
            lastConversionAgeSeconds: number | null;
            priority: ("HIGH" | "LOW") | null;
            observedAt: string | null;
            stale: {
                [key: string]: string | null;
            } | null;
            /** @description The time of the earliest observation of the offer. */
            firstObservedAt: string;
            /** @description When the offer was first stored. */
            createdAt: string;
            updatedAt: string | null;
            leftActiveAt: string | null;
            /** @description Whether the offer is on the watch list, at present. */
            watched: boolean;
            inHigh: boolean | null;
            conversionsPerHour: number | null;
            usualGapSeconds: number | null;
            silentForSeconds: number | null;
            onceIn: number | null;
            score: number | null;
            observations: number | null;
            spark: number[] | null;
        };
        /** @description A page of the offers that match the filters. */
        OfferPage: {
            source: string | null;
            offers: components["schemas"]["Offer"][];
            /** @description Number of offers that match the filters, on all pages. */
            total: number;
            /** @description Always false in a mirror of up to 50,000 offers. In a larger one, `total` may be an estimate. */
            totalIsEstimate: boolean;
            /** @description `payoutMin` or the sort by payout compared amounts of more than one currency on this page. Set `currency` to avoid that. */
            mixesCurrencies: boolean;
            nextCursor: string | null;
            at: string | null;
            /** @description True: an answer of the network that was requested before `at` can still arrive, so the same request may have another response later. It is not cached. */
            provisional: boolean;
        };
        OfferFacetValue: {
            /**
             * @description Cut after 100 characters.
             * @example PT
             */
            value: string;
            offers: number | null;
        };
        /** @description The values that each filter can have, at most 500 of each. */
        OfferFacets: {
            status: components["schemas"]["OfferFacetValue"][];
            country: components["schemas"]["OfferFacetValue"][];
            vertical: components["schemas"]["OfferFacetValue"][];
            carrier: components["schemas"]["OfferFacetValue"][];
            flow: components["schemas"]["OfferFacetValue"][];
            currency: components["schemas"]["OfferFacetValue"][];
        };
        QueueTraffic: {
            /** @description Approximate number of tasks that wait for a worker. */
            backlog: number;
            /** @description Age of the oldest of them. */
            backlogAgeSeconds: number;
            /** @description Estimate of the Temporal server over the last seconds. */
            addedPerSecond: number;
            /** @description Estimate of the Temporal server over the last seconds. */
            dispatchedPerSecond: number;
        };
        QueueWorker: {
            /** @example 4711@worker-1 */
            identity: string;
            takes: ("workflows" | "activities")[];
            /**
             * @description ISO 8601 in UTC.
             * @example 2026-01-05T10:00:00.000Z
             */
            lastSeenAt: string;
        };
        Queue: {
            /** @enum {string} */
            name: "high-priority" | "full-sync-chunk";
            /** @description Approximate number of tasks that wait for a worker. */
            backlog: number;
            /** @description Age of the oldest of them. */
            backlogAgeSeconds: number;
            activitiesPerSecond: number | null;
            activities: components["schemas"]["QueueTraffic"];
            workflows: components["schemas"]["QueueTraffic"];
            /** @description Processes that polled the queue within the last five minutes. */
            workers: components["schemas"]["QueueWorker"][];
            /** @description Active runs, and the runs started within the last 24 hours by their final status. */
            runs: {
                active: number;
                completed: number;
                incomplete: number;
                failed: number;
                cancelled: number;
                timedOut: number;
            };
            /** @description At most ten, newest first. */
            lastRuns: components["schemas"]["Sync"][];
        };
        QueueList: {
            queues: components["schemas"]["Queue"][];
        };
        /** @description The sandbox, and what is broken in it. */
        Sandbox: {
            /** @description Offers in its catalogue. */
            offers: number;
            /** @description Offers that are Active. */
            active: number;
            /** @description Active offers with a conversion. */
            converting: number;
            /** @description The faults that it injects now. Empty: it answers as it should. */
            faults: {
                /**
                 * @description other: it was injected through the routes of the sandbox.
                 * @enum {string}
                 */
                name: "broken_page" | "vanished_offers" | "slow" | "refused_token" | "other";
                /** @example Every answer is 3 seconds late. */
                description: string;
            }[];
            /** @description Offers that were paused or blocked by hand, at most 100. */
            paused: string[];
            /** @description Offers whose conversions were stopped by hand, at most 100. */
            silent: string[];
            /** @description Offers that were changed by hand, in any way. */
            changed: number;
        };
        /** @description The offer that was changed in the sandbox. */
        SandboxOffer: {
            /** @example 3790 */
            offerId: string;
            offerName: string | null;
        };
        ScheduledRun: {
            /** @example full-sync-2026-01-05T10:00:00Z */
            workflowId: string;
            runId: string;
            links: components["schemas"]["RunLinks"];
        };
        /** @description A schedule. */
        Schedule: {
            /**
             * @example high-priority-sync
             * @example full-sync
             * @example conversion-list-refresh
             */
            id: string;
            kind: components["schemas"]["SyncKind"];
            paused: boolean;
            note: string | null;
            /** @example 2m */
            every: string;
            /** @description While the schedule is paused: when its runs would be due. */
            nextRuns: string[];
            /** @description Newest first. */
            lastRuns: {
                /** @example full-sync-2026-01-05T10:00:00Z */
                workflowId: string;
                runId: string;
                links: components["schemas"]["RunLinks"];
                /**
                 * @description ISO 8601 in UTC.
                 * @example 2026-01-05T10:00:00.000Z
                 */
                scheduledAt: string;
            }[];
            /** @description Runs skipped because the previous run was still running. */
            skipped: number;
            /** @description Runs missed because the Temporal server was down for longer than the catch-up window. */
            missed: number;
        };
        /** @description The outcome of the trigger. */
        TriggeredSchedule: {
            id: string;
            /**
             * @description skipped: the previous run is still running. unknown: Temporal accepted the trigger, but did not report the outcome in time.
             * @enum {string}
             */
            outcome: "started" | "skipped" | "unknown";
            /** @example Skipped: full-sync-2026-01-05T10:00:00Z is still running. */
            message: string;
            run: components["schemas"]["ScheduledRun"] | null;
        };
        /** @description The schedules that have been created. */
        ScheduleList: {
            schedules: components["schemas"]["Schedule"][];
        };
        /** @description What the caller may do. */
        Session: {
            /** @description Whether a key or a session is needed to read. */
            required: boolean;
            /**
             * @description What the caller may do. A password of a browser only reads.
             * @enum {string}
             */
            level: "none" | "read" | "write";
            expiresAt: string | null;
            sandbox: boolean | null;
        };
        /** @description Runs, newest first. */
        SyncPage: {
            syncs: components["schemas"]["Sync"][];
            nextCursor: string | null;
        };
        /** @description Cancellation was requested. `links.self` shows when the run has ended. */
        CancelledSync: {
            /** @example full-sync-manual */
            workflowId: string;
            runId: string;
            links: components["schemas"]["RunLinks"];
        };
        /** @description The values that this run was the latest to observe: those of later runs are with them. */
        RejectedValues: {
            /** @description At most 100, the rarest first. */
            rejected: {
                offerId: string | null;
                field: string | null;
                /** @example not a number */
                reason: string;
                /** @description What the network sent, as JSON text, truncated. */
                raw: string;
                /**
                 * @description ISO 8601 in UTC.
                 * @example 2026-01-05T10:00:00.000Z
                 */
                firstSeen: string;
                /**
                 * @description ISO 8601 in UTC.
                 * @example 2026-01-05T10:00:00.000Z
                 */
                lastSeen: string;
                /** @description How often it was observed, in all runs. */
                count: number;
            }[];
        };
        /** @description What became of each id. */
        WatchlistImport: {
            /** @description Ids that were not on the watch list. */
            added: string[];
            /** @description Ids that were on it already. */
            existing: string[];
            /** @description Ids of which the mirror has no offer: not added. */
            unknown: string[];
        };
        /** @description An offer on the watch list. */
        WatchedOffer: {
            /** @example 3790 */
            offerId: string;
            note: string | null;
            /**
             * @description How soon a silence or a slowdown is reported. quick: soonest, with the most false alarms. usual: the default. sure: latest, with the fewest.
             * @enum {string}
             */
            sensitivity: "quick" | "usual" | "sure";
            after: string | null;
            mutedUntil: string | null;
            /**
             * @description When the offer was added to the watch list.
             * @example 2026-01-05T10:00:00.000Z
             */
            createdAt: string;
            /**
             * @description When the settings were last set.
             * @example 2026-01-05T10:00:00.000Z
             */
            updatedAt: string;
            offerName: string | null;
            status: ("Active" | "Paused" | "Blocked" | "Unknown") | null;
            country: string | null;
            payout: string | null;
            currency: string | null;
            lastConversionAt: string | null;
        };
        /** @description A page of the watch list. */
        Watchlist: {
            watchlist: components["schemas"]["WatchedOffer"][];
            /** @description Offers on the watch list. */
            total: number;
            nextCursor: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    startSyncFromCron: {
        parameters: {
            query?: {
                /** @description Starts a HIGH sync. Default: a FULL sync. */
                fetchByPriority?: "HIGH";
                /**
                 * @description Maximum number of pages to read, of 100 offers each. A partial scan never sweeps. Default: all pages.
                 * @example 20
                 */
                maxPages?: number;
                /**
                 * @description Maximum number of concurrent page requests. Default: 10. Above 10, the settings of the worker are the actual limit.
                 * @example 10
                 */
                concurrency?: number;
                /** @description Status of the offers to fetch. Default: Active. */
                status?: "Active" | "Paused" | "Blocked" | "any";
                /** @description Wait for the end of the run, at most this long: 1s to 60s. Default: no wait. A shutdown of the API ends the wait. */
                wait?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run that was started or joined. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueuedSync"];
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict with the current state. The message gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startHighSync: {
        parameters: {
            query?: {
                /** @description Wait for the end of the run, at most this long: 1s to 60s. Default: no wait. A shutdown of the API ends the wait. */
                wait?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never> | null;
            };
        };
        responses: {
            /** @description With `wait`: the run has ended. `status` is its outcome. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sync"];
                };
            };
            /** @description The run that was started or joined. `location` is its path in this API. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedSync"];
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict with the current state. The message gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startListRefresh: {
        parameters: {
            query?: {
                /** @description Wait for the end of the run, at most this long: 1s to 60s. Default: no wait. A shutdown of the API ends the wait. */
                wait?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never> | null;
            };
        };
        responses: {
            /** @description With `wait`: the run has ended. `status` is its outcome. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sync"];
                };
            };
            /** @description The run that was started or joined. `location` is its path in this API. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedSync"];
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict with the current state. The message gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startFullSync: {
        parameters: {
            query?: {
                /** @description Wait for the end of the run, at most this long: 1s to 60s. Default: no wait. A shutdown of the API ends the wait. */
                wait?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description Maximum number of pages to read, of 100 offers each. A partial scan never sweeps. Default: all pages.
                     * @example 20
                     */
                    maxPages?: number;
                    /**
                     * @description Maximum number of concurrent page requests. Default: 10. Above 10, the settings of the worker are the actual limit.
                     * @example 10
                     */
                    concurrency?: number;
                    /**
                     * @description Status of the offers to fetch. Default: Active.
                     * @enum {string}
                     */
                    status?: "Active" | "Paused" | "Blocked" | "any";
                    /** @description Allow the sweep to mark a large share of the known offers as Unknown. Default: false. */
                    allowMassRemoval?: boolean;
                } | null;
            };
        };
        responses: {
            /** @description With `wait`: the run has ended. `status` is its outcome. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sync"];
                };
            };
            /** @description The run that was started or joined. `location` is its path in this API. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedSync"];
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict with the current state. The message gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSyncs: {
        parameters: {
            query?: {
                /** @description Kinds of runs. high: offers on the ConversionList and the watch list. full: the whole catalogue. refresh: rebuilds the ConversionList. */
                kind?: ("high" | "full" | "refresh")[];
                /** @description Statuses of runs. */
                status?: ("running" | "completed" | "incomplete" | "failed" | "cancelled" | "timed_out")[];
                /**
                 * @description Maximum number of runs on the page.
                 * @example 20
                 */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                /** @description Overrides the `accept` header, which asks for CSV by `text/csv`. Default: json. */
                format?: "json" | "csv";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the list. `link` has the next page, if there is one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncPage"];
                    "text/csv": string;
                };
            };
            /** @description The resource still has the ETag of `if-none-match`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSync: {
        parameters: {
            query?: {
                /** @description Run id, such as 01a21741-1f78-7e63-b2fb-8ced58a36ad6. Default: the newest run with this workflow id. */
                runId?: string;
                /** @description Wait for the end of the run, at most this long: 1s to 60s. Default: no wait. A shutdown of the API ends the wait. */
                wait?: string;
            };
            header?: never;
            path: {
                /**
                 * @description Such as full-sync-manual, or full-sync-2026-01-05T10:00:00Z for a scheduled run. URL-encoded: it may contain slashes and colons.
                 * @example full-sync-manual
                 */
                workflowId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A run, with its progress while it is running and its audit once it has ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sync"];
                };
            };
            /** @description The resource still has the ETag of `if-none-match`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelSync: {
        parameters: {
            query?: {
                /** @description Run id, such as 01a21741-1f78-7e63-b2fb-8ced58a36ad6. Default: the newest run with this workflow id. */
                runId?: string;
            };
            header?: never;
            path: {
                /**
                 * @description Such as full-sync-manual, or full-sync-2026-01-05T10:00:00Z for a scheduled run. URL-encoded: it may contain slashes and colons.
                 * @example full-sync-manual
                 */
                workflowId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never> | null;
            };
        };
        responses: {
            /** @description Cancellation was requested. `links.self` shows when the run has ended. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CancelledSync"];
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict with the current state. The message gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRejectedValues: {
        parameters: {
            query?: {
                /** @description Run id, such as 01a21741-1f78-7e63-b2fb-8ced58a36ad6. Default: the newest run with this workflow id. */
                runId?: string;
            };
            header?: never;
            path: {
                /**
                 * @description Such as full-sync-manual, or full-sync-2026-01-05T10:00:00Z for a scheduled run. URL-encoded: it may contain slashes and colons.
                 * @example full-sync-manual
                 */
                workflowId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The values that this run was the latest to observe: those of later runs are with them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RejectedValues"];
                };
            };
            /** @description The resource still has the ETag of `if-none-match`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getQueues: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state of both queues. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueList"];
                    "text/html": string;
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached. The message or the page says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                    "text/html": string;
                };
            };
        };
    };
    listSchedules: {
        parameters: {
            query?: {
                /** @description Overrides the `accept` header, which asks for CSV by `text/csv`. Default: json. */
                format?: "json" | "csv";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the list. `link` has the next page, if there is one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScheduleList"];
                    "text/csv": string;
                };
            };
            /** @description The resource still has the ETag of `if-none-match`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pauseSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the schedule. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description The reason, shown with the schedule.
                     * @example network maintenance
                     */
                    note?: string;
                } | null;
            };
        };
        responses: {
            /** @description A schedule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the schedule. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description The reason, shown with the schedule.
                     * @example network maintenance
                     */
                    note?: string;
                } | null;
            };
        };
        responses: {
            /** @description A schedule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    triggerSchedule: {
        parameters: {
            query?: {
                /** @description Wait for the end of the run, at most this long: 1s to 60s. Default: no wait. A shutdown of the API ends the wait. */
                wait?: string;
            };
            header?: never;
            path: {
                /** @description Id of the schedule. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never> | null;
            };
        };
        responses: {
            /** @description With `wait`: the run has ended. `status` is its outcome. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sync"];
                };
            };
            /** @description The outcome of the trigger. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggeredSchedule"];
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOffers: {
        parameters: {
            query?: {
                /** @description Offer ids. Ids that the mirror does not have are left out. */
                ids?: string[];
                /**
                 * @description Two-letter country codes.
                 * @example [
                 *       "PT",
                 *       "ES"
                 *     ]
                 */
                country?: string[];
                /** @description Statuses of the offers. */
                status?: ("Active" | "Paused" | "Blocked" | "Unknown")[];
                /** @description Categories, such as Games. */
                vertical?: string[];
                /** @description Mobile carriers, such as Vodafone. */
                carrier?: string[];
                /** @description User flows, such as 1-Click. */
                flow?: string[];
                /**
                 * @description Three-letter currency codes.
                 * @example [
                 *       "EUR"
                 *     ]
                 */
                currency?: string[];
                /** @description HIGH: last conversion within 24 hours. */
                priority?: "HIGH" | "LOW";
                /** @description Substring of the name or the id, such as game. */
                search?: string;
                /**
                 * @description Minimum payout. Compares amounts of all currencies unless `currency` is set. Excludes offers without a payout.
                 * @example 0.5
                 */
                payoutMin?: number;
                /** @description Maximum age of the last conversion, such as 30m, 6h or 2d. */
                convertedWithin?: string;
                /**
                 * @description Excludes offers of which less than this percentage of the daily cap is left, as far as the network states it.
                 * @example 20
                 */
                capLeftMin?: number;
                /** @description true: only offers on the watch list. Default: false, all offers. */
                mine?: boolean;
                /** @description The offer last left the status Active at this time or later. ISO 8601 in UTC, such as 2026-01-05 or 2026-01-05T10:00:00Z. */
                leftActiveSince?: string;
                /** @description The offer last left the status Active before this time. ISO 8601 in UTC, such as 2026-01-05 or 2026-01-05T10:00:00Z. */
                leftActiveBefore?: string;
                /** @description Default: offerId. `payout` compares amounts of all currencies unless `currency` is set. An offer whose value changes between two pages moves, so it may be on two pages or on none; only offerId never changes. `score` ranks offers that convert fast and often: use it with desc. */
                sortBy?: "offerId" | "offerName" | "payout" | "lastConversionAt" | "updatedAt" | "score";
                /** @description Default: asc. Offers without a value come last in both orders. */
                sortOrder?: "asc" | "desc";
                /**
                 * @description Maximum number of offers on the page.
                 * @example 100
                 */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                /** @description The state at this time instead of the present one, from the history. 400: in the future. 410: before the history begins. Cannot be combined with the sort by updatedAt, leftActiveSince and leftActiveBefore. ISO 8601 in UTC, such as 2026-01-05 or 2026-01-05T10:00:00Z. */
                at?: string;
                /** @description Overrides the `accept` header, which asks for CSV by `text/csv`. Default: json. */
                format?: "json" | "csv";
                /** @description The columns of a CSV file, in this order. Default: all fields of an offer. */
                columns?: ("offerId" | "offerName" | "status" | "statusConfirmed" | "country" | "countryName" | "carrier" | "vertical" | "flow" | "model" | "payout" | "currency" | "dailyCap" | "dailyCapKind" | "filledCap" | "filledCapKind" | "capLeftPercent" | "typeTraffic" | "timeFrame" | "trafficRestrictions" | "landingPage" | "thumbnails" | "offerUrl" | "lastConvRaw" | "lastConversionFrom" | "lastConversionTo" | "lastConversionAt" | "lastConversionAgeSeconds" | "priority" | "observedAt" | "stale" | "firstObservedAt" | "createdAt" | "updatedAt" | "leftActiveAt" | "watched" | "inHigh" | "conversionsPerHour" | "usualGapSeconds" | "silentForSeconds" | "onceIn" | "score" | "observations" | "spark")[];
                /** @description true: all pages in one CSV file, from the cursor on. Default: false, one page. */
                all?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the list. `link` has the next page, if there is one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfferPage"];
                    "text/csv": string;
                };
            };
            /** @description The resource still has the ETag of `if-none-match`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description This part of the history has been deleted. The message says since when it is kept. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listConversionList: {
        parameters: {
            query?: {
                /** @description Offer ids. Ids that the mirror does not have are left out. */
                ids?: string[];
                /**
                 * @description Two-letter country codes.
                 * @example [
                 *       "PT",
                 *       "ES"
                 *     ]
                 */
                country?: string[];
                /** @description Statuses of the offers. */
                status?: ("Active" | "Paused" | "Blocked" | "Unknown")[];
                /** @description Categories, such as Games. */
                vertical?: string[];
                /** @description Mobile carriers, such as Vodafone. */
                carrier?: string[];
                /** @description User flows, such as 1-Click. */
                flow?: string[];
                /**
                 * @description Three-letter currency codes.
                 * @example [
                 *       "EUR"
                 *     ]
                 */
                currency?: string[];
                /** @description HIGH: last conversion within 24 hours. */
                priority?: "HIGH" | "LOW";
                /** @description Substring of the name or the id, such as game. */
                search?: string;
                /**
                 * @description Minimum payout. Compares amounts of all currencies unless `currency` is set. Excludes offers without a payout.
                 * @example 0.5
                 */
                payoutMin?: number;
                /** @description Maximum age of the last conversion, such as 30m, 6h or 2d. */
                convertedWithin?: string;
                /**
                 * @description Excludes offers of which less than this percentage of the daily cap is left, as far as the network states it.
                 * @example 20
                 */
                capLeftMin?: number;
                /** @description true: only offers on the watch list. Default: false, all offers. */
                mine?: boolean;
                /** @description The offer last left the status Active at this time or later. ISO 8601 in UTC, such as 2026-01-05 or 2026-01-05T10:00:00Z. */
                leftActiveSince?: string;
                /** @description The offer last left the status Active before this time. ISO 8601 in UTC, such as 2026-01-05 or 2026-01-05T10:00:00Z. */
                leftActiveBefore?: string;
                /** @description Default: offerId. `payout` compares amounts of all currencies unless `currency` is set. An offer whose value changes between two pages moves, so it may be on two pages or on none; only offerId never changes. `score` ranks offers that convert fast and often: use it with desc. */
                sortBy?: "offerId" | "offerName" | "payout" | "lastConversionAt" | "updatedAt" | "score";
                /** @description Default: asc. Offers without a value come last in both orders. */
                sortOrder?: "asc" | "desc";
                /**
                 * @description Maximum number of offers on the page.
                 * @example 100
                 */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                /** @description The state at this time instead of the present one, from the history. 400: in the future. 410: before the history begins. Cannot be combined with the sort by updatedAt, leftActiveSince and leftActiveBefore. ISO 8601 in UTC, such as 2026-01-05 or 2026-01-05T10:00:00Z. */
                at?: string;
                /** @description Overrides the `accept` header, which asks for CSV by `text/csv`. Default: json. */
                format?: "json" | "csv";
                /** @description The columns of a CSV file, in this order. Default: all fields of an offer. */
                columns?: ("offerId" | "offerName" | "status" | "statusConfirmed" | "country" | "countryName" | "carrier" | "vertical" | "flow" | "model" | "payout" | "currency" | "dailyCap" | "dailyCapKind" | "filledCap" | "filledCapKind" | "capLeftPercent" | "typeTraffic" | "timeFrame" | "trafficRestrictions" | "landingPage" | "thumbnails" | "offerUrl" | "lastConvRaw" | "lastConversionFrom" | "lastConversionTo" | "lastConversionAt" | "lastConversionAgeSeconds" | "priority" | "observedAt" | "stale" | "firstObservedAt" | "createdAt" | "updatedAt" | "leftActiveAt" | "watched" | "inHigh" | "conversionsPerHour" | "usualGapSeconds" | "silentForSeconds" | "onceIn" | "score" | "observations" | "spark")[];
                /** @description true: all pages in one CSV file, from the cursor on. Default: false, one page. */
                all?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the list. `link` has the next page, if there is one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfferPage"];
                    "text/csv": string;
                };
            };
            /** @description The resource still has the ETag of `if-none-match`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description This part of the history has been deleted. The message says since when it is kept. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOffer: {
        parameters: {
            query?: {
                /** @description The state at this time instead of the present one, from the history. 400: in the future. 410: before the history begins. Cannot be combined with the sort by updatedAt, leftActiveSince and leftActiveBefore. ISO 8601 in UTC, such as 2026-01-05 or 2026-01-05T10:00:00Z. */
                at?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The offer's id in the network.
                 * @example 3790
                 */
                offerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An offer of the mirror. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Offer"];
                };
            };
            /** @description The resource still has the ETag of `if-none-match`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description This part of the history has been deleted. The message says since when it is kept. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOfferFacets: {
        parameters: {
            query?: {
                /** @description Offer ids. Ids that the mirror does not have are left out. */
                ids?: string[];
                /**
                 * @description Two-letter country codes.
                 * @example [
                 *       "PT",
                 *       "ES"
                 *     ]
                 */
                country?: string[];
                /** @description Statuses of the offers. */
                status?: ("Active" | "Paused" | "Blocked" | "Unknown")[];
                /** @description Categories, such as Games. */
                vertical?: string[];
                /** @description Mobile carriers, such as Vodafone. */
                carrier?: string[];
                /** @description User flows, such as 1-Click. */
                flow?: string[];
                /**
                 * @description Three-letter currency codes.
                 * @example [
                 *       "EUR"
                 *     ]
                 */
                currency?: string[];
                /** @description HIGH: last conversion within 24 hours. */
                priority?: "HIGH" | "LOW";
                /** @description Substring of the name or the id, such as game. */
                search?: string;
                /**
                 * @description Minimum payout. Compares amounts of all currencies unless `currency` is set. Excludes offers without a payout.
                 * @example 0.5
                 */
                payoutMin?: number;
                /** @description Maximum age of the last conversion, such as 30m, 6h or 2d. */
                convertedWithin?: string;
                /**
                 * @description Excludes offers of which less than this percentage of the daily cap is left, as far as the network states it.
                 * @example 20
                 */
                capLeftMin?: number;
                /** @description true: only offers on the watch list. Default: false, all offers. */
                mine?: boolean;
                /** @description The offer last left the status Active at this time or later. ISO 8601 in UTC, such as 2026-01-05 or 2026-01-05T10:00:00Z. */
                leftActiveSince?: string;
                /** @description The offer last left the status Active before this time. ISO 8601 in UTC, such as 2026-01-05 or 2026-01-05T10:00:00Z. */
                leftActiveBefore?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The values that each filter can have, at most 500 of each. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfferFacets"];
                };
            };
            /** @description The resource still has the ETag of `if-none-match`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOfferConversions: {
        parameters: {
            query?: {
                /**
                 * @description Number of hours (UTC), the present one included.
                 * @example 168
                 */
                hours?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The offer's id in the network.
                 * @example 3790
                 */
                offerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description When an offer was seen to convert. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfferConversions"];
                };
            };
            /** @description The resource still has the ETag of `if-none-match`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listChanges: {
        parameters: {
            query?: {
                /**
                 * @description A time: changes that were observed then or later. ISO 8601 in UTC, such as 2026-01-05 or 2026-01-05T10:00:00Z. Or `position` of an earlier response: the changes after it.
                 * @example 2026-01-05T10:00:00Z
                 */
                since?: string;
                /** @description Only offers of the watch list. */
                mine?: boolean;
                /** @description The order in which the mirror learned of the changes. Default: asc, the oldest first, with `since`; desc without. */
                sortOrder?: "asc" | "desc";
                /**
                 * @description Kinds of changes, at least one of which has to match. new: the mirror did not have the offer before. paused, blocked, gone, resumed: the status changed to Paused, Blocked, Unknown or Active from another. payout: the amount or the currency. cap: the daily cap. cap_usage: the filled cap. name: the name. link: the landing page, the thumbnails or the offer URL. other: any other field, or a status that was not known before.
                 * @example [
                 *       "new",
                 *       "payout"
                 *     ]
                 */
                kinds?: ("new" | "paused" | "blocked" | "gone" | "resumed" | "payout" | "cap" | "cap_usage" | "name" | "link" | "other")[];
                /**
                 * @description Maximum number of changes on the page.
                 * @example 100
                 */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                /** @description Overrides the `accept` header, which asks for CSV by `text/csv` and for an Atom feed by `application/atom+xml`. Default: json. */
                format?: "json" | "csv" | "atom";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the list. `link` has the next page, if there is one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangePage"];
                    "text/csv": string;
                    "application/atom+xml": string;
                };
            };
            /** @description The resource still has the ETag of `if-none-match`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description This part of the history has been deleted. The message says since when it is kept. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOfferHistory: {
        parameters: {
            query?: {
                /** @description Changes that were observed then or later. ISO 8601 in UTC, such as 2026-01-05 or 2026-01-05T10:00:00Z. */
                since?: string;
                /**
                 * @description Kinds of changes, at least one of which has to match. new: the mirror did not have the offer before. paused, blocked, gone, resumed: the status changed to Paused, Blocked, Unknown or Active from another. payout: the amount or the currency. cap: the daily cap. cap_usage: the filled cap. name: the name. link: the landing page, the thumbnails or the offer URL. other: any other field, or a status that was not known before.
                 * @example [
                 *       "new",
                 *       "payout"
                 *     ]
                 */
                kinds?: ("new" | "paused" | "blocked" | "gone" | "resumed" | "payout" | "cap" | "cap_usage" | "name" | "link" | "other")[];
                /**
                 * @description Maximum number of changes on the page.
                 * @example 100
                 */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                /** @description Overrides the `accept` header, which asks for CSV by `text/csv` and for an Atom feed by `application/atom+xml`. Default: json. */
                format?: "json" | "csv" | "atom";
            };
            header?: never;
            path: {
                /**
                 * @description The offer's id in the network.
                 * @example 3790
                 */
                offerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the list. `link` has the next page, if there is one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfferHistoryPage"];
                    "text/csv": string;
                    "application/atom+xml": string;
                };
            };
            /** @description The resource still has the ETag of `if-none-match`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description This part of the history has been deleted. The message says since when it is kept. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAlerts: {
        parameters: {
            query?: {
                /** @description Default: both. */
                state?: "open" | "ended";
                /**
                 * @description Kinds of alerts. conversion_stopped: a silence too long for the rhythm of the offer. conversion_slowed: it converts much more slowly than usual. status_changed: it is no longer Active. payout_changed: the amount or the currency. cap_reached: 80 % of the daily cap is used. network_silent: next to no conversions in the whole network. mass_change: many offers changed in the same way at once. mirror_stale: the mirror is out of date.
                 * @example [
                 *       "cap_reached"
                 *     ]
                 */
                kinds?: ("conversion_stopped" | "conversion_slowed" | "status_changed" | "payout_changed" | "cap_reached" | "network_silent" | "mass_change" | "mirror_stale")[];
                /** @description Only of this offer. */
                offerId?: string;
                /** @description Only of offers on the watch list, the network and the mirror. */
                mine?: boolean;
                /** @description Default: both. */
                acknowledged?: boolean;
                /**
                 * @description Maximum number of alerts on the page.
                 * @example 100
                 */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                /** @description Overrides the `accept` header, which asks for CSV by `text/csv` and for an Atom feed by `application/atom+xml`. Default: json. */
                format?: "json" | "csv" | "atom";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the list. `link` has the next page, if there is one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertPage"];
                    "text/csv": string;
                    "application/atom+xml": string;
                };
            };
            /** @description The resource still has the ETag of `if-none-match`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAlert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id.
                 * @example 1
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A time in which an offer, the network or the mirror was in a state worth a message. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
            /** @description The resource still has the ETag of `if-none-match`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    acknowledgeAlert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id.
                 * @example 1
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never> | null;
            };
        };
        responses: {
            /** @description A time in which an offer, the network or the mirror was in a state worth a message. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMutes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything that is muted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mutes"];
                };
            };
            /** @description The resource still has the ETag of `if-none-match`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mute: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kind": "cap_reached"
                 *     }
                 */
                "application/json": {
                    kind?: ("conversion_stopped" | "conversion_slowed" | "status_changed" | "payout_changed" | "cap_reached" | "network_silent" | "mass_change" | "mirror_stale") | null;
                    offerId?: string | null;
                    mutedUntil?: string | null;
                };
            };
        };
        responses: {
            /** @description What is recorded and not sent: a kind, an offer, or a kind for an offer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mute"];
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict with the current state. The message gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unmute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id.
                 * @example 1
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The mute was removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAlertChannels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The channels that had a message. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertChannelList"];
                };
            };
            /** @description The resource still has the ETag of `if-none-match`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testAlertChannels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never> | null;
            };
        };
        responses: {
            /** @description The result of each channel. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertChannelTests"];
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWatchlist: {
        parameters: {
            query?: {
                /** @description Maximum number of offers on the page. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                /** @description Overrides the `accept` header, which asks for CSV by `text/csv`. Default: json. */
                format?: "json" | "csv";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the list. `link` has the next page, if there is one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Watchlist"];
                    "text/csv": string;
                };
            };
            /** @description The resource still has the ETag of `if-none-match`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addToWatchlist: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "offerIds": [
                 *         "3790"
                 *       ],
                 *       "sensitivity": "usual"
                 *     }
                 */
                "application/json": {
                    /** @description Offer ids, at most 1000. */
                    offerIds: string[];
                    note?: string | null;
                    /**
                     * @description How soon a silence or a slowdown is reported. quick: soonest, with the most false alarms. usual: the default. sure: latest, with the fewest.
                     * @enum {string}
                     */
                    sensitivity?: "quick" | "usual" | "sure";
                    after?: string | null;
                    mutedUntil?: string | null;
                };
            };
        };
        responses: {
            /** @description What became of each id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WatchlistImport"];
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWatched: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The offer's id in the network.
                 * @example 3790
                 */
                offerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An offer on the watch list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WatchedOffer"];
                };
            };
            /** @description The resource still has the ETag of `if-none-match`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    watchOffer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The offer's id in the network.
                 * @example 3790
                 */
                offerId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    note?: string | null;
                    /**
                     * @description How soon a silence or a slowdown is reported. quick: soonest, with the most false alarms. usual: the default. sure: latest, with the fewest.
                     * @enum {string}
                     */
                    sensitivity?: "quick" | "usual" | "sure";
                    after?: string | null;
                    mutedUntil?: string | null;
                } | null;
            };
        };
        responses: {
            /** @description The settings were replaced. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WatchedOffer"];
                };
            };
            /** @description The offer was added. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WatchedOffer"];
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unwatchOffer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The offer's id in the network.
                 * @example 3790
                 */
                offerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The offer was removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSandbox: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sandbox, and what is broken in it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sandbox"];
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict with the current state. The message gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pauseSandboxOffer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description The offer's id in the network.
                     * @example 3790
                     */
                    offerId?: string;
                } | null;
            };
        };
        responses: {
            /** @description The offer that was changed in the sandbox. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SandboxOffer"];
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict with the current state. The message gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stopSandboxConversions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description The offer's id in the network.
                     * @example 3790
                     */
                    offerId?: string;
                } | null;
            };
        };
        responses: {
            /** @description The offer that was changed in the sandbox. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SandboxOffer"];
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict with the current state. The message gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    injectSandboxFault: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "fault": "slow"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description broken_page: page 3 of every scan answers HTTP 500. vanished_offers: a quarter of the offers is no longer returned. slow: every answer is 3 seconds late. refused_token: every answer is HTTP 401.
                     * @enum {string}
                     */
                    fault: "broken_page" | "vanished_offers" | "slow" | "refused_token";
                };
            };
        };
        responses: {
            /** @description The sandbox, and what is broken in it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sandbox"];
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict with the current state. The message gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    healSandbox: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never> | null;
            };
        };
        responses: {
            /** @description The sandbox, and what is broken in it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sandbox"];
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict with the current state. The message gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the caller may do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description `API_KEY`, or `API_READ_KEY` for a session that only reads. */
                    key: string;
                };
            };
        };
        responses: {
            /** @description The session. `set-cookie` has its cookie. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict with the current state. The message gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The browser has no session any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    followEvents: {
        parameters: {
            query?: {
                /** @description The id of the last event. The header `last-event-id` takes precedence. Default: from now on. */
                since?: string;
            };
            header?: {
                /** @description The id of the last event. */
                "last-event-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events. Each is one of these, with its name as `event` and its data as JSON. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["LiveEvent"];
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The process is alive. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state of the dependencies, the age of the data, and the last runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the dependencies, the age of the data, and the last runs. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Prometheus text format. The metrics of the mirror are at most 5 seconds old. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description Invalid request. The message names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The key only reads, the host is not this machine, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The URL and the headers are larger than 16 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
