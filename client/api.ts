/** Generated from openapi.json by `npm run client`; sha256 5d2b569923b66e900b636c41b4cc5889ee4d3f6cc1fe728e851dd75ed8668a50. */

export interface paths {
    "/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Companies, newest first
         * @description Needs a key with the scope `leads`.
         */
        get: operations["listAccounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{account}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One company with its leads
         * @description Needs a key with the scope `leads`.
         */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/addresses/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whether mail can reach addresses, and what was perhaps meant. Says nothing of whether somebody is known
         * @description Needs a key with the scope `leads`.
         */
        post: operations["checkAddresses"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/authenticity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far the leads of each source are real, the worst first
         * @description Needs a key with the scope `sources`.
         */
        get: operations["listSourceStandings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All mass enrollments, newest first
         * @description Needs a key with the scope `admin`.
         */
        get: operations["listBatches"];
        put?: never;
        /**
         * Enroll all leads that fit a filter; goes on by itself
         * @description Needs a key with the scope `admin`.
         */
        post: operations["beginBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One mass enrollment and how far it is
         * @description Needs a key with the scope `admin`.
         */
        get: operations["getBatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enroll no further leads; the ones enrolled stay
         * @description Needs a key with the scope `admin`.
         */
        post: operations["stopBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/broadcasts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All broadcasts, newest first
         * @description Needs a key with the scope `admin`.
         */
        get: operations["listBroadcasts"];
        put?: never;
        /**
         * Send one mail to all leads that fit a filter; goes on by itself
         * @description Needs a key with the scope `admin`.
         */
        post: operations["beginBroadcast"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/broadcasts/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far a broadcast is, what became of its mails, and what came back
         * @description Needs a key with the scope `admin`.
         */
        get: operations["getBroadcast"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/broadcasts/{name}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send no further mails until it is resumed; what is under way leaves
         * @description Needs a key with the scope `admin`.
         */
        post: operations["pauseBroadcast"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/broadcasts/{name}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a paused broadcast go on where it stands
         * @description Needs a key with the scope `admin`.
         */
        post: operations["resumeBroadcast"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/broadcasts/{name}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a broadcast for good; what has left stays sent
         * @description Needs a key with the scope `admin`.
         */
        post: operations["stopBroadcast"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/broadcasts/forecast": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * How many leads would get it now, and whom the gate would hold back; sends nothing
         * @description Needs a key with the scope `admin`.
         */
        post: operations["forecastBroadcast"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Leads that may be one person and that nobody has decided about, newest first
         * @description Needs a key with the scope `leads`.
         */
        get: operations["listDuplicates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/duplicates/{lead}/{other}/distinct": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that two leads are two persons, for good
         * @description Needs a key with the scope `leads`.
         */
        post: operations["tellApart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/enrollments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Enrollments, newest first
         * @description Needs a key with the scope `leads`.
         */
        get: operations["listEnrollments"];
        put?: never;
        /**
         * Enroll a lead in the newest version of a sequence
         * @description Needs a key with the scope `leads`.
         */
        post: operations["enroll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/enrollments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One enrollment and where it stands
         * @description Needs a key with the scope `leads`.
         */
        get: operations["getEnrollment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/enrollments/{id}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let an enrollment go on at another step of its version, as a new visit
         * @description Needs a key with the scope `leads`.
         */
        post: operations["moveEnrollment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/enrollments/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Park one enrollment: nothing of it is sent or done until it is resumed
         * @description Needs a key with the scope `leads`.
         */
        post: operations["pauseEnrollment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/enrollments/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lift the pause of one enrollment; it goes on where it stands
         * @description Needs a key with the scope `leads`.
         */
        post: operations["resumeEnrollment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/enrollments/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask an enrollment to stop; asking twice is asking once
         * @description Needs a key with the scope `leads`.
         */
        post: operations["stopEnrollment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Erasures, newest first
         * @description Needs a key with the scope `admin`.
         */
        get: operations["listErasures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Record one event, or up to 100 of them; also as CloudEvents
         * @description Needs a key with the scope `events`.
         */
        post: operations["postEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events:batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Record up to 1,000 events in one transaction; 2 MB at most
         * @description Needs a key with the scope `events`.
         */
        post: operations["postEventBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/forms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All published forms
         * @description Needs a key with the scope `leads`.
         */
        get: operations["listForms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/forms/{form}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One form: what it asks, where it is, and how it is put into a page
         * @description Needs a key with the scope `leads`.
         */
        get: operations["getForm"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/forms/{form}/submissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand in a form that a site of yours showed on a page of its own
         * @description Needs a key with the scope `leads`.
         */
        post: operations["submitForm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/handoffs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Hand-offs, newest first
         * @description Needs a key with the scope `sales`.
         */
        get: operations["listHandoffs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/handoffs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One hand-off with the story of its lead
         * @description Needs a key with the scope `sales`.
         */
        get: operations["getHandoff"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/handoffs/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept: the lead becomes an SQL
         * @description Needs a key with the scope `sales`.
         */
        post: operations["acceptHandoff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/handoffs/{id}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a hand-off to a salesperson, whoever has it
         * @description Needs a key with the scope `sales`.
         */
        post: operations["assignHandoff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/handoffs/{id}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give the lead back to nurturing, with a reason
         * @description Needs a key with the scope `sales`.
         */
        post: operations["returnHandoff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/handoffs/{id}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What sales did or plans: contacted, planned, meeting, won or lost; accepts the hand-off if nobody has
         * @description Needs a key with the scope `sales`.
         */
        post: operations["logHandoffStep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/handoffs/numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What sales makes of its leads: accepted, in time, first contact, reasons
         * @description Needs a key with the scope `sales`.
         */
        get: operations["deskNumbers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The endpoints that are told of changes, and how that goes
         * @description Needs a key with the scope `admin`.
         */
        get: operations["listWebhookEndpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hooks/{endpoint}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What an endpoint was told, newest first
         * @description Needs a key with the scope `admin`.
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hooks/{endpoint}/ping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try an endpoint with a message of the type test.ping
         * @description Needs a key with the scope `admin`.
         */
        post: operations["pingWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hooks/{endpoint}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send again, under the same ids
         * @description Needs a key with the scope `admin`.
         */
        post: operations["replayWebhooks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbound": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Incoming mails, newest first
         * @description Needs a key with the scope `inbound`.
         */
        get: operations["listInbound"];
        put?: never;
        /**
         * Hand in a mail that came by another way; the same mail twice is one
         * @description Needs a key with the scope `inbound`.
         */
        post: operations["postInbound"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbound/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One incoming mail and what became of it
         * @description Needs a key with the scope `inbound`.
         */
        get: operations["getInbound"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbound/{id}/answers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer it: a mail to the lead that goes on with the conversation; its tasks are done
         * @description Needs a key with the scope `inbound`.
         */
        post: operations["answerInbound"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbound/{id}/assignments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say whom it is about: it is acted on as if it had been known
         * @description Needs a key with the scope `inbound`.
         */
        post: operations["assignInbound"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbound/{id}/dismissals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that it is about nobody; its tasks are done
         * @description Needs a key with the scope `inbound`.
         */
        post: operations["dismissInbound"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbound/{id}/replays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read it again by the rules of today; what was done is not done twice
         * @description Needs a key with the scope `inbound`.
         */
        post: operations["replayInbound"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All keys, without their secrets
         * @description Needs a key with the scope `admin`.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Make a key
         * @description Needs a key with the scope `admin`.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke a key: it stops working at once
         * @description Needs a key with the scope `admin`.
         */
        post: operations["revokeKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Leads, newest first
         * @description Needs a key with the scope `leads`.
         */
        get: operations["listLeads"];
        put?: never;
        /**
         * Create a lead, or fill in what is new about a known address
         * @description Needs a key with the scope `leads`.
         */
        post: operations["saveLead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leads/{lead}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One lead, where it came from, and what it agreed to
         * @description Needs a key with the scope `leads`.
         */
        get: operations["getLead"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leads/{lead}/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All that a lead ever agreed to, oldest first
         * @description Needs a key with the scope `leads`.
         */
        get: operations["listConsents"];
        put?: never;
        /**
         * Record a consent; told again it is the same one. An express one with its time (`at`) and a `reference` or `ip` as proof lifts opt-outs before it
         * @description Needs a key with the scope `leads`.
         */
        post: operations["recordConsent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leads/{lead}/consents/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a consent that counts once the person confirms it (double opt-in)
         * @description Needs a key with the scope `leads`.
         */
        post: operations["requestConsent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leads/{lead}/consents/withdrawals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw what is in force of a purpose, or object to it. Its sequences stop
         * @description Needs a key with the scope `leads`.
         */
        post: operations["withdrawConsent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leads/{lead}/erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Forget a person: nothing that is known of it is kept, and its address is never mailed again
         * @description Needs a key with the scope `admin`.
         */
        post: operations["eraseLead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leads/{lead}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that is known of a lead; with Accept: text/html as a page for the person
         * @description Needs a key with the scope `admin`.
         */
        get: operations["exportLead"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leads/{lead}/fake": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that a lead is nobody: it is disqualified, and counts against its source
         * @description Needs a key with the scope `leads`.
         */
        post: operations["markLeadFake"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leads/{lead}/merges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The merges that a lead was part of, newest first
         * @description Needs a key with the scope `leads`.
         */
        get: operations["listMerges"];
        put?: never;
        /**
         * Make one lead of two; of what both want of our mail, the stricter holds
         * @description Needs a key with the scope `leads`.
         */
        post: operations["mergeLeads"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leads/{lead}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Park a lead: no sequence goes on with it until it is resumed
         * @description Needs a key with the scope `leads`.
         */
        post: operations["pauseLead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leads/{lead}/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a lead wants of our mail
         * @description Needs a key with the scope `leads`.
         */
        get: operations["getPreferences"];
        /**
         * Write down that a lead wants less; more it says itself, on its page. What is absent stays as it is
         * @description Needs a key with the scope `leads`.
         */
        put: operations["changePreferences"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leads/{lead}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lift the pause of a lead; its sequences go on where they stand
         * @description Needs a key with the scope `leads`.
         */
        post: operations["resumeLead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leads/{lead}/route": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who would get a lead now, and why not the others; changes nothing
         * @description Needs a key with the scope `sales`.
         */
        get: operations["routeLead"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leads/{lead}/score": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why the score of a lead is what it is, point by point
         * @description Needs a key with the scope `leads`.
         */
        get: operations["explainScore"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leads/{lead}/scores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest score of each service
         * @description Needs a key with the scope `leads`.
         */
        get: operations["listLeadScores"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leads/{lead}/scores/{service}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Tell the score that another service gives a lead
         * @description Needs a key with the scope `events`.
         */
        put: operations["putLeadScore"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leads/{lead}/stage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move a lead to another stage of the funnel, with a reason
         * @description Needs a key with the scope `stages`.
         */
        post: operations["moveLead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leads/{lead}/thread": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was written to a lead and by it, oldest first; the newest 500
         * @description Needs a key with the scope `inbound`.
         */
        get: operations["getThread"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leads/{lead}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened with a lead, oldest first
         * @description Needs a key with the scope `leads`.
         */
        get: operations["getTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merges/{merge}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make two leads of one again, each with what was its own; they are never proposed again
         * @description Needs a key with the scope `leads`.
         */
        post: operations["undoMerge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Mails, newest first
         * @description Needs a key with the scope `leads`.
         */
        get: operations["listMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One mail and what became of it
         * @description Needs a key with the scope `leads`.
         */
        get: operations["getMessage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/{id}/resolution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say what became of a mail that is UNKNOWN; it is not sent again
         * @description Needs a key with the scope `leads`.
         */
        post: operations["resolveMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/migrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All migrations, newest first
         * @description Needs a key with the scope `admin`.
         */
        get: operations["listMigrations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/migrations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One migration and how far it is
         * @description Needs a key with the scope `admin`.
         */
        get: operations["getMigration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This description */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pauses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that is paused now
         * @description Needs a key with the scope `leads`.
         */
        get: operations["listPauses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/scores/{service}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Tell the scores of up to 1,000 leads; each stands for itself
         * @description Needs a key with the scope `events`.
         */
        put: operations["putScores"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/segments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All segments, with how many leads are in each now
         * @description Needs a key with the scope `leads`.
         */
        get: operations["listSegments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/segments/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One segment, with how many leads are in it now
         * @description Needs a key with the scope `leads`.
         */
        get: operations["getSegment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/segments/{name}/leads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The leads that are in a segment now, newest first
         * @description Needs a key with the scope `leads`.
         */
        get: operations["listSegmentLeads"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/segments/{name}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Since when leads are in a segment that begins a sequence
         * @description Needs a key with the scope `leads`.
         */
        get: operations["listSegmentMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/segments/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * How many leads meet a condition now
         * @description Needs a key with the scope `leads`.
         */
        post: operations["countLeads"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sequences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest version of every sequence
         * @description Needs a key with the scope `leads`.
         */
        get: operations["listSequences"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sequences/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One sequence: source, program, and who is where
         * @description Needs a key with the scope `leads`.
         */
        get: operations["getSequence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sequences/{name}/explanation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the sequence does, in plain sentences
         * @description Needs a key with the scope `leads`.
         */
        get: operations["explainSequence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sequences/{name}/graph": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The steps as a Mermaid flowchart, with the number of leads at each
         * @description Needs a key with the scope `leads`.
         */
        get: operations["getSequenceGraph"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sequences/{name}/migrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move the enrollments of older versions to the newest; goes on by itself
         * @description Needs a key with the scope `admin`.
         */
        post: operations["beginMigration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sequences/{name}/migrations/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a migration would do now: who would go on where, and who would stay; changes nothing
         * @description Needs a key with the scope `admin`.
         */
        post: operations["planMigration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sequences/{name}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Park a sequence: nothing of it is sent or done until it is resumed
         * @description Needs a key with the scope `admin`.
         */
        post: operations["pauseSequence"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sequences/{name}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lift the pause of a sequence; each lead goes on where it stands
         * @description Needs a key with the scope `admin`.
         */
        post: operations["resumeSequence"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sequences/{name}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One version of a sequence: source and program; versions count from 1 to the one of the sequence
         * @description Needs a key with the scope `leads`.
         */
        get: operations["getSequenceVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All sources with what they brought and what they cost
         * @description Needs a key with the scope `sources`.
         */
        get: operations["listSources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{source}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One source with its costs
         * @description Needs a key with the scope `sources`.
         */
        get: operations["getSource"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{source}/costs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell what a source cost in a period
         * @description Needs a key with the scope `sources`.
         */
        post: operations["addSourceCost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{source}/costs/{id}/void": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take back a cost that was told by mistake: it stays visible and counts nowhere
         * @description Needs a key with the scope `sources`.
         */
        post: operations["voidSourceCost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Counts of everything
         * @description Needs a key with the scope `admin`.
         */
        get: operations["getStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppressions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why an address gets no mail, with all that was lifted
         * @description Needs a key with the scope `leads`.
         */
        get: operations["getSuppressions"];
        put?: never;
        /**
         * See to it that an address gets no mail, of any kind or of one purpose
         * @description Needs a key with the scope `leads`.
         */
        post: operations["addSuppression"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppressions/lifts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lift one reason of an address, by who has the right to
         * @description Needs a key with the scope `admin`.
         */
        post: operations["liftSuppression"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open tasks, or those that were done, newest first
         * @description Needs a key with the scope `inbound`.
         */
        get: operations["listTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tasks/{id}/completion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that it is done
         * @description Needs a key with the scope `inbound`.
         */
        post: operations["completeTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "handoff.accepted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sales has accepted a lead */
        post: operations["onHandoffAccepted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "handoff.assigned": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A lead that sales had accepted is with another salesperson now, or leads its group */
        post: operations["onHandoffAssigned"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "handoff.attached": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A lead goes with another of its company: what is decided of that one holds for it */
        post: operations["onHandoffAttached"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "handoff.contacted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sales has talked to a lead */
        post: operations["onHandoffContacted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "handoff.lapsed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A lead is not with a salesperson any more to whom it was offered or assigned */
        post: operations["onHandoffLapsed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "handoff.lost": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A lead does not buy, for now */
        post: operations["onHandoffLost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "handoff.meeting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sales has agreed on a meeting with a lead */
        post: operations["onHandoffMeeting"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "handoff.offered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A salesperson is asked whether they take a lead */
        post: operations["onHandoffOffered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "handoff.opened": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A lead was given to sales */
        post: operations["onHandoffOpened"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "handoff.planned": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sales has planned the next contact with a lead */
        post: operations["onHandoffPlanned"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "handoff.queued": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A lead waits, for nobody can have it now */
        post: operations["onHandoffQueued"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "handoff.returned": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sales has given a lead back */
        post: operations["onHandoffReturned"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "handoff.won": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A lead has become a customer */
        post: operations["onHandoffWon"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "lead.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A lead came in that nobody knew: by a form, the API or a file, so a file of a thousand tells a thousand */
        post: operations["onLeadCreated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "lead.score_changed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The score of a lead has changed by something that it did or is; what decays is not told */
        post: operations["onLeadScoreChanged"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "lead.segment_entered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A lead has come into a segment that is watched */
        post: operations["onLeadSegmentEntered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "lead.segment_left": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A lead has left a segment that is watched */
        post: operations["onLeadSegmentLeft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "lead.stage_changed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A lead stands at another stage; one that skips stages is told of for each */
        post: operations["onLeadStageChanged"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "lead.temperature_changed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A lead is cold, warm or hot now */
        post: operations["onLeadTemperatureChanged"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "source.alert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A source of leads is no longer believed */
        post: operations["onSourceAlert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "test.ping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Somebody tries the endpoint */
        post: operations["onTestPing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /**
         * @example {
         *       "id": "01a2020c-8f00-7c31-9d5e-000000000019",
         *       "name": "Acme Ltd",
         *       "domain": "acme.example",
         *       "leads": 3,
         *       "score": 61.2,
         *       "createdAt": "2026-11-02T08:15:00.000Z"
         *     }
         */
        Account: {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            createdAt: string;
            /** @description Of its people's addresses. */
            domain: string | null;
            /** Format: uuid */
            id: string;
            leads: number;
            name: string;
            score: number;
        };
        /**
         * @example {
         *       "id": "01a2020c-8f00-7c31-9d5e-000000000019",
         *       "name": "Acme Ltd",
         *       "domain": "acme.example",
         *       "leads": 3,
         *       "score": 61.2,
         *       "createdAt": "2026-11-02T08:15:00.000Z",
         *       "members": [
         *         {
         *           "id": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *           "email": "ann@example.com",
         *           "firstName": "Ann",
         *           "lastName": "Lee",
         *           "title": "Head of Facilities",
         *           "stage": "prospect",
         *           "score": 42.6,
         *           "grade": "A",
         *           "temperature": "warm"
         *         }
         *       ]
         *     }
         */
        AccountWithLeads: components["schemas"]["Account"] & {
            /** @description The people who decide together, the highest score first. */
            members: {
                email: string;
                firstName: string | null;
                /** @enum {string} */
                grade: "A" | "B" | "C" | "D";
                /** Format: uuid */
                id: string;
                lastName: string | null;
                score: number;
                /** @enum {string} */
                stage: "awareness" | "name" | "engaged" | "prospect" | "mql" | "sql" | "opportunity" | "customer" | "recycled" | "disqualified";
                /** @enum {string} */
                temperature: "cold" | "warm" | "hot";
                title: string | null;
            }[];
        };
        /**
         * @example {
         *       "addresses": [
         *         "ann@example.com",
         *         "bob@gmial.com"
         *       ]
         *     }
         */
        AddressesToCheck: {
            addresses: string[];
        };
        /**
         * @example {
         *       "address": "bob@gmial.com",
         *       "verdict": "risky",
         *       "reasons": [
         *         "typo"
         *       ],
         *       "suggestion": "bob@gmail.com"
         *     }
         */
        AddressVerdict: {
            address: string;
            /** @description `free-mail` and `unknown` (DNS did not answer) speak against nobody. */
            reasons: ("syntax" | "reserved-domain" | "no-domain" | "null-mx" | "no-mail-server" | "disposable" | "typo" | "role" | "free-mail" | "unknown")[];
            /** @description The address as it was perhaps meant. */
            suggestion: string | null;
            /**
             * @description `refused`: no mail can reach it. `risky`: it may be another one, nobody’s, or everybody’s.
             * @enum {string}
             */
            verdict: "ok" | "risky" | "refused";
        };
        /**
         * @example {
         *       "id": "01a2020c-8f00-7c31-9d5e-00000000001e",
         *       "name": "site",
         *       "prefix": "td_0f2a9c71",
         *       "scopes": [
         *         "leads",
         *         "events"
         *       ],
         *       "createdAt": "2026-11-02T08:15:00.000Z",
         *       "lastUsedAt": "2026-11-20T10:15:02.418Z",
         *       "revokedAt": null
         *     }
         */
        ApiKey: {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            createdAt: string;
            /** Format: uuid */
            id: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            lastUsedAt: string | null;
            name: string;
            prefix: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            revokedAt: string | null;
            scopes: ("leads" | "events" | "sales" | "inbound" | "sources" | "stages" | "admin")[];
        };
        /**
         * @example {
         *       "id": "01a2020c-8f00-7c31-9d5e-000000000015",
         *       "sequence": "welcome",
         *       "status": "running",
         *       "pace": 20,
         *       "total": 1204,
         *       "looked": 400,
         *       "enrolled": 310,
         *       "filter": {
         *         "when": null,
         *         "segment": "large-sites",
         *         "source": null,
         *         "tag": null
         *       },
         *       "refused": {
         *         "NOT_MEANT": 88,
         *         "ALREADY_ENROLLED": 2
         *       },
         *       "createdAt": "2026-11-20T10:15:00.000Z",
         *       "endedAt": null
         *     }
         */
        Batch: {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            endedAt: string | null;
            enrolled: number;
            filter: {
                segment: string | null;
                source: string | null;
                tag: string | null;
                when: string | null;
            };
            /** Format: uuid */
            id: string;
            looked: number;
            /** @description Leads per second at most. */
            pace: number;
            /** @description How many were not enrolled, by error code; `NOT_MEANT` did not fit the filter. */
            refused: {
                [key: string]: number;
            };
            sequence: string;
            /** @enum {string} */
            status: "running" | "done" | "stopped";
            /** @description Leads there were when it began. */
            total: number;
        };
        Broadcast: {
            actor: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            endedAt: string | null;
            filter: {
                segment: string | null;
                source: string | null;
                tag: string | null;
                when: string | null;
            };
            /** Format: uuid */
            id: string;
            looked: number;
            /** @description Mails by state; leads that do not fit the filter have none. */
            mails: {
                CLAIMED?: number;
                DEFERRED?: number;
                FAILED?: number;
                IN_FLIGHT?: number;
                PENDING?: number;
                SENT?: number;
                SKIPPED?: number;
                SUPPRESSED?: number;
                UNKNOWN?: number;
            };
            name: string;
            /** @description Mails per second at most. */
            pace: number;
            /** @description Why it is paused or was stopped. */
            reason: string | null;
            /** @description The key of a sender; null for the main one. */
            sender: string | null;
            settings: {
                caps: {
                    atMost: number;
                    within: string;
                }[];
                priority: number;
                purpose: string;
                stages: ("awareness" | "name" | "engaged" | "prospect" | "mql" | "sql" | "opportunity" | "customer" | "recycled" | "disqualified")[];
                stale: {
                    after: string;
                    /** @enum {string} */
                    then: "skip" | "move";
                } | null;
                window: {
                    days: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
                    holidays: {
                        country: string | null;
                        dates: string[];
                    };
                    hours: {
                        from: string;
                        to: string;
                    }[];
                    quiet: {
                        from: string;
                        to: string;
                    }[];
                    spreadMinutes: number;
                } | null;
            };
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            startAt: string;
            /** @enum {string} */
            status: "scheduled" | "running" | "paused" | "done" | "stopped";
            template: string;
            templateNumber: number;
            /** Format: uuid */
            templateVersionId: string;
            /** @description Leads there were when it began; later ones are not meant. */
            total: number;
        };
        BroadcastForecast: {
            /** @description Leads that fit the filter now. */
            fit: number;
            /** @description Of those, the ones that get none, by why. */
            heldBack: {
                [key: string]: number;
            };
            /** @description Of the others, the ones that wait first. */
            later: {
                cap: number;
                paused: number;
            };
            /**
             * Format: uuid
             * @description One that would get it.
             */
            sampleLeadId: string | null;
            total: number;
        };
        BroadcastPauseReason: {
            reason?: string | null;
        };
        BroadcastQuestion: {
            /**
             * @description Besides those of the organisation.
             * @example [
             *       "1 per day"
             *     ]
             */
            caps?: string[];
            /** @description Who is meant: leads that fit all that is given. `{}` means every lead. */
            filter: {
                segment?: string;
                source?: string;
                tag?: string;
                /** @description A condition, as in sequences. */
                when?: string;
            };
            /** @description What leads must have agreed to; default `marketing`. */
            purpose?: string;
            stages?: ("awareness" | "name" | "engaged" | "prospect" | "mql" | "sql" | "opportunity" | "customer" | "recycled" | "disqualified")[];
        };
        BroadcastReport: components["schemas"]["Broadcast"] & {
            bounced: number;
            clicked: number;
            complained: number;
            /** @description Mails that did not leave, by why. */
            heldBack: {
                [key: string]: number;
            };
            /** @description Mails that each link was clicked in. */
            links: {
                [key: string]: number;
            };
            /** @description Mails, not times: machines open mail too, so take it as a trend. */
            opened: number;
            replied: number;
            unsubscribed: number;
        };
        /** @description When its mails may leave; without it, at any time. */
        BroadcastWindow: {
            /**
             * @description `weekdays`, `every day`, or days.
             * @example weekdays
             */
            days?: string | string[];
            /** @description Whose public holidays: `lead`, `none` or a country code. */
            holidays?: string;
            /**
             * @description Times of day, on the clock of the lead.
             * @example 08:00-18:00
             */
            hours?: string | string[];
            /**
             * @description Times in which nothing leaves, whatever `hours` say.
             * @example 08:00-18:00
             */
            quiet?: string | string[];
            /** @description Mails that wait for an opening are spread over this time. */
            spread?: string;
        };
        /**
         * @example {
         *       "specversion": "1.0",
         *       "id": "4711",
         *       "source": "https://shop.example.com/orders",
         *       "type": "com.example.demo_requested",
         *       "subject": "ann@example.com",
         *       "time": "2026-11-20T10:15:00Z",
         *       "data": {
         *         "plan": "team"
         *       }
         *     }
         */
        CloudEvent: {
            data?: unknown;
            datacontenttype?: string;
            id: string;
            source: string;
            /** @enum {string} */
            specversion: "1.0";
            /** @description Id or e-mail address of the lead. */
            subject: string;
            /** Format: date-time */
            time?: string;
            type: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * @example {
         *       "when": "lead.fields.employees >= 250"
         *     }
         */
        ConditionToCount: {
            when: string;
        };
        /**
         * @example {
         *       "id": "01a2020c-8f00-7c31-9d5e-00000000001a",
         *       "purpose": "marketing",
         *       "basis": "express",
         *       "source": "form energy-guide",
         *       "wording": "Send me letters about energy. I can leave at any time.",
         *       "proof": {
         *         "method": "double-opt-in",
         *         "wordingVersion": "2026-10",
         *         "reference": "01a2020c-8f00-7c31-9d5e-00000000001b"
         *       },
         *       "actor": "confirmation",
         *       "at": "2026-11-02T08:15:00.000Z",
         *       "expiresAt": null,
         *       "withdrawnAt": null,
         *       "withdrawnBy": null
         *     }
         */
        Consent: {
            /** @description Who recorded it. */
            actor: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            /** @enum {string} */
            basis: "express" | "implied" | "legitimate_interest";
            /**
             * Format: date-time
             * @description Implied consent ends by itself.
             * @example 2026-11-21T09:00:00.000Z
             */
            expiresAt: string | null;
            id: string;
            proof: {
                ip?: string;
                /** @enum {string} */
                method?: "form" | "double-opt-in" | "import" | "api" | "person" | "page" | "mail";
                /** @description A document, a ticket, a recording: anything that can be found again. */
                reference?: string;
                userAgent?: string;
                wordingVersion?: string;
            };
            purpose: string;
            source: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            withdrawnAt: string | null;
            withdrawnBy: string | null;
            /** @description What the person agreed to, word for word. */
            wording: string | null;
        };
        /**
         * @default {
         *       "method": "api"
         *     }
         */
        ConsentProof: {
            ip?: string;
            /** @enum {string} */
            method: "form" | "double-opt-in" | "import" | "api" | "person" | "page" | "mail";
            /** @description A document, a ticket, a recording: anything that can be found again. */
            reference?: string;
            userAgent?: string;
            wordingVersion?: string;
        };
        /**
         * @example {
         *       "id": "01a2020c-8f00-7c31-9d5e-00000000001b",
         *       "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *       "purposes": [
         *         "marketing"
         *       ],
         *       "source": "trade fair",
         *       "wording": "Send me letters about energy. I can leave at any time.",
         *       "language": "en",
         *       "requestedAt": "2026-11-20T10:15:02.418Z",
         *       "expiresAt": "2026-12-04T10:15:02.418Z",
         *       "confirmedAt": null,
         *       "enroll": "welcome",
         *       "enrollRefused": null,
         *       "mailed": true,
         *       "confirmUrl": "https://go.acme.example/confirm/aabqaaaaaaaaa"
         *     }
         */
        ConsentRequest: {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            confirmedAt: string | null;
            /**
             * Format: uri
             * @description Goes into the mail that asks for the confirmation.
             */
            confirmUrl: string;
            /** @description The sequence that the lead enters by confirming. */
            enroll: string | null;
            /** @description The code why it did not. */
            enrollRefused: string | null;
            /**
             * Format: date-time
             * @description After this it can not be confirmed any more.
             * @example 2026-11-21T09:00:00.000Z
             */
            expiresAt: string;
            id: string;
            language: string | null;
            leadId: string;
            /** @description Whether the mail that asks was sent by this call. */
            mailed: boolean;
            purposes: string[];
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            requestedAt: string;
            source: string;
            wording: string;
        };
        /**
         * @example {
         *       "purpose": "marketing"
         *     }
         */
        ConsentWithdrawal: {
            /** @description A purpose of mails, such as `marketing`; or `tracking` or `profiling`. */
            purpose: string;
        };
        /**
         * @example {
         *       "by": "person",
         *       "from": "2026-11-02T08:15:00.000Z",
         *       "to": "2026-11-20T10:15:02.418Z",
         *       "all": {
         *         "group": null,
         *         "given": 12,
         *         "open": 1,
         *         "accepted": 9,
         *         "won": 3,
         *         "lost": 1,
         *         "returned": 3,
         *         "acceptRate": 0.818,
         *         "inTime": 0.9,
         *         "contact": {
         *           "median": 1260000,
         *           "p90": 9000000
         *         },
         *         "longestWait": 540000,
         *         "reasons": {
         *           "timing": 2,
         *           "price": 1,
         *           "no_fit": 1
         *         }
         *       },
         *       "groups": [
         *         {
         *           "group": "jonas",
         *           "given": 12,
         *           "open": 1,
         *           "accepted": 9,
         *           "won": 3,
         *           "lost": 1,
         *           "returned": 3,
         *           "acceptRate": 0.818,
         *           "inTime": 0.9,
         *           "contact": {
         *             "median": 1260000,
         *             "p90": 9000000
         *           },
         *           "longestWait": 540000,
         *           "reasons": {
         *             "timing": 2,
         *             "price": 1,
         *             "no_fit": 1
         *           }
         *         }
         *       ]
         *     }
         */
        DeskReport: {
            all: {
                /** @description At any time, whatever became of them then. */
                accepted: number;
                /** @description Of those that are decided, from 0 to 1. */
                acceptRate: number | null;
                /** @description Milliseconds of working time to the first contact. */
                contact: {
                    median: number;
                    p90: number;
                } | null;
                given: number;
                /** @description The person, source, sequence or product; null: none. */
                group: string | null;
                /** @description Accepted before the deadline of the offer, from 0 to 1. */
                inTime: number | null;
                /** @description Milliseconds, of those that are open. */
                longestWait: number | null;
                lost: number;
                open: number;
                /** @description Of those that were returned or lost. */
                reasons: {
                    [key: string]: number;
                };
                returned: number;
                won: number;
            };
            /** @enum {string} */
            by: "person" | "source" | "sequence" | "product";
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            from: string;
            groups: {
                /** @description At any time, whatever became of them then. */
                accepted: number;
                /** @description Of those that are decided, from 0 to 1. */
                acceptRate: number | null;
                /** @description Milliseconds of working time to the first contact. */
                contact: {
                    median: number;
                    p90: number;
                } | null;
                given: number;
                /** @description The person, source, sequence or product; null: none. */
                group: string | null;
                /** @description Accepted before the deadline of the offer, from 0 to 1. */
                inTime: number | null;
                /** @description Milliseconds, of those that are open. */
                longestWait: number | null;
                lost: number;
                open: number;
                /** @description Of those that were returned or lost. */
                reasons: {
                    [key: string]: number;
                };
                returned: number;
                won: number;
            }[];
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            to: string;
        };
        /**
         * @example {
         *       "leads": [
         *         {
         *           "id": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *           "email": "ann@example.com",
         *           "name": "Ann Lee",
         *           "company": "Acme Ltd",
         *           "phone": "+4533123456",
         *           "stage": "prospect"
         *         },
         *         {
         *           "id": "01a2020c-8f00-7c31-9d5e-0000000000a2",
         *           "email": "ann.lee@example.com",
         *           "name": "Ann Lee",
         *           "company": "Acme Ltd",
         *           "phone": null,
         *           "stage": "name"
         *         }
         *       ],
         *       "reason": "phone-and-name",
         *       "foundAt": "2026-11-02T08:15:00.000Z"
         *     }
         */
        Duplicate: {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            foundAt: string;
            /** @description The older one first. */
            leads: components["schemas"]["MergedLead"][];
            /** @enum {string} */
            reason: "address" | "phone-and-name" | "phone" | "name";
        };
        /**
         * @example {
         *       "id": "01a2020c-8f00-7c31-9d5e-00000000001d",
         *       "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *       "email": "ann@example.com",
         *       "sequence": "welcome",
         *       "version": 3,
         *       "number": 1,
         *       "workflowId": "nurture/01a2020c-8f00-7c31-9d5e-0000000000a1/welcome/1",
         *       "status": "active",
         *       "reason": null,
         *       "stepId": "three-days",
         *       "waitUntil": "2026-11-23T08:00:00.000Z",
         *       "heldBy": null,
         *       "paused": false,
         *       "origin": "by hand",
         *       "createdAt": "2026-11-20T10:15:00.000Z",
         *       "endedAt": null
         *     }
         */
        Enrollment: {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            createdAt: string;
            email: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            endedAt: string | null;
            /** @description Why the mail of its step has not left yet: a frequency cap, the send window, what the relay said. */
            heldBy: string | null;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            leadId: string;
            number: number;
            origin: string;
            /** @description Held by a pause: of its own, of its lead, of its sequence or of whoever sends its mail. */
            paused: boolean;
            reason: string | null;
            sequence: string;
            /** @enum {string} */
            status: "active" | "completed" | "converted" | "exited" | "stopped" | "failed";
            stepId: string | null;
            version: number;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            waitUntil: string | null;
            workflowId: string;
        };
        /**
         * @example {
         *       "id": "01a2020c-8f00-7c31-9d5e-000000000018",
         *       "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *       "actor": "api/crm",
         *       "reason": "Asked by mail on 20 November",
         *       "requestedAt": "2026-11-20T10:15:02.418Z",
         *       "doneAt": null,
         *       "counts": {
         *         "event": 12,
         *         "message": 3,
         *         "consent": 1
         *       }
         *     }
         */
        Erasure: {
            actor: string;
            /** @description How much was taken away. */
            counts: {
                [key: string]: number;
            };
            /**
             * Format: date-time
             * @description When nothing was left, histories of workflows included.
             * @example 2026-11-21T09:00:00.000Z
             */
            doneAt: string | null;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            leadId: string;
            reason: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            requestedAt: string;
        };
        /**
         * @example {
         *       "reason": "Asked by mail on 20 November"
         *     }
         */
        ErasureOrder: {
            /** @description It is kept: name nobody in it. */
            reason?: string | null;
        };
        /**
         * @example {
         *       "service": "website-intent",
         *       "value": 72.5,
         *       "at": "2026-11-20T10:15:00.000Z",
         *       "detail": "visited pricing three times"
         *     }
         */
        ExternalScore: {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            detail: string | null;
            service: string;
            value: number;
        };
        /**
         * @example {
         *       "reason": "Nobody of that name works there"
         *     }
         */
        FakeLead: {
            reason: string;
        };
        /**
         * @example {
         *       "form": "energy-guide",
         *       "title": {
         *         "en": "Get the Night Load Guide",
         *         "de": "Holen Sie sich den Nachtlast-Ratgeber"
         *       },
         *       "text": null,
         *       "version": "3f1c9a0b",
         *       "ask": 2,
         *       "steps": [
         *         {
         *           "title": null,
         *           "questions": [
         *             {
         *               "field": "email",
         *               "label": null,
         *               "help": null,
         *               "required": true,
         *               "as": "email",
         *               "options": null,
         *               "when": {}
         *             },
         *             {
         *               "field": "buildingType",
         *               "label": {
         *                 "en": "What kind of building is it?"
         *               },
         *               "help": null,
         *               "required": false,
         *               "as": "choice",
         *               "options": [
         *                 {
         *                   "value": "office",
         *                   "label": {
         *                     "en": "Offices"
         *                   }
         *                 }
         *               ],
         *               "when": {}
         *             }
         *           ]
         *         }
         *       ],
         *       "consent": {
         *         "purposes": [
         *           "marketing"
         *         ],
         *         "wording": {
         *           "en": "You may send me advice by e-mail."
         *         },
         *         "required": true,
         *         "confirm": true
         *       },
         *       "address": "https://go.example.com/f/energy-guide",
         *       "snippet": "<script src=\"https://go.example.com/f/energy-guide.js\" async></script>",
         *       "sites": [
         *         "https://www.example.com"
         *       ]
         *     }
         */
        Form: {
            /** @description Where the form is as a page. */
            address: string;
            ask: number | null;
            consent: {
                confirm: boolean;
                purposes: string[];
                required: boolean;
                /** @description One text for everybody, or one by language. */
                wording: string | {
                    [key: string]: string;
                } | null;
            } | null;
            form: string;
            sites: string[];
            /** @description What puts it into a page of one of its sites. */
            snippet: string;
            steps: {
                questions: components["schemas"]["FormQuestion"][];
                /** @description One text for everybody, or one by language. */
                title: string | {
                    [key: string]: string;
                } | null;
            }[];
            /** @description One text for everybody, or one by language. */
            text: string | {
                [key: string]: string;
            } | null;
            /** @description One text for everybody, or one by language. */
            title: string | {
                [key: string]: string;
            } | null;
            /** @description Changes with everything that a visitor sees. */
            version: string;
        };
        FormQuestion: {
            /** @enum {string} */
            as: "text" | "long" | "choice" | "radio" | "checkbox" | "number" | "date" | "email" | "tel" | "country";
            field: string;
            /** @description One text for everybody, or one by language. */
            help: string | {
                [key: string]: string;
            } | null;
            /** @description One text for everybody, or one by language. */
            label: string | {
                [key: string]: string;
            } | null;
            options: {
                /** @description One text for everybody, or one by language. */
                label: string | {
                    [key: string]: string;
                } | null;
                value: string | number | boolean;
            }[] | null;
            required: boolean;
            when: {
                [key: string]: {
                    anyOf: (string | number | boolean)[] | null;
                    atLeast: number | string | null;
                    atMost: number | string | null;
                };
            };
        };
        /**
         * @description It becomes a lead within seconds, unless a person is to look at it.
         * @example {
         *       "id": "01a2020c-8f00-7c31-9d5e-000000000014",
         *       "status": "pending"
         *     }
         */
        FormSubmission: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            status: "pending" | "accepted" | "held" | "spam" | "refused";
        };
        /**
         * @example {
         *       "id": "01a2020c-8f00-7c31-9d5e-0000000000f1",
         *       "number": 1,
         *       "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *       "email": "ann@example.com",
         *       "leadName": "Ann Lee",
         *       "company": "Acme Ltd",
         *       "status": "open",
         *       "reason": null,
         *       "note": null,
         *       "score": 63.4,
         *       "grade": "A",
         *       "temperature": "hot",
         *       "offer": 1,
         *       "salesperson": {
         *         "key": "jonas",
         *         "name": "Jonas Weber",
         *         "address": "jonas@example.com",
         *         "title": "Account executive"
         *       },
         *       "follow": false,
         *       "product": "monitoring",
         *       "acceptedAt": null,
         *       "contactedAt": null,
         *       "meetingAt": null,
         *       "amount": null,
         *       "currency": null,
         *       "againOn": null,
         *       "attachedTo": null,
         *       "plannedAt": null,
         *       "plans": 0,
         *       "queuedAt": null,
         *       "deadline": "2026-11-23T10:15:02.418Z",
         *       "decidedBy": null,
         *       "createdAt": "2026-11-20T10:15:02.418Z",
         *       "decidedAt": null
         *     }
         */
        Handoff: {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            acceptedAt: string | null;
            /** @description Of a returned one: not before this day. */
            againOn: string | null;
            /** @description Of what was won, as decimal text. */
            amount: string | null;
            /** @description The hand-off of the same company that leads: what is decided about it holds for this one too. */
            attachedTo: string | null;
            company: string | null;
            /**
             * Format: date-time
             * @description When sales logged the first contact.
             * @example 2026-11-21T09:00:00.000Z
             */
            contactedAt: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            createdAt: string;
            /** @description ISO 4217. */
            currency: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            deadline: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            decidedAt: string | null;
            decidedBy: string | null;
            email: string;
            /** @description Followed after its acceptance; else that ends it. */
            follow: boolean;
            /** @enum {string} */
            grade: "A" | "B" | "C" | "D";
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            leadId: string;
            leadName: string;
            /**
             * Format: date-time
             * @description When sales logged the first meeting.
             * @example 2026-11-21T09:00:00.000Z
             */
            meetingAt: string | null;
            note: string | null;
            number: number;
            offer: number;
            /**
             * Format: date-time
             * @description The next contact that is planned.
             * @example 2026-11-21T09:00:00.000Z
             */
            plannedAt: string | null;
            /** @description How often it was planned. */
            plans: number;
            /** @description What it is about, by its name in sales.yaml. */
            product: string | null;
            /**
             * Format: date-time
             * @description Since when it waits because nobody can have it.
             * @example 2026-11-21T09:00:00.000Z
             */
            queuedAt: string | null;
            reason: string | null;
            salesperson: components["schemas"]["Salesperson"];
            score: number;
            /** @enum {string} */
            status: "open" | "accepted" | "won" | "lost" | "returned";
            /** @enum {string} */
            temperature: "cold" | "warm" | "hot";
        };
        /**
         * @example {
         *       "reason": "timing",
         *       "note": "Their contract runs until May"
         *     }
         */
        HandoffReturn: {
            /** @description True to give one back that is accepted already: else the first decision stands. */
            accepted?: boolean;
            /**
             * @description Not to be nurtured, nor tried again, before this day.
             * @example 2027-03-01
             */
            againOn?: string | null;
            note?: string | null;
            /** @enum {string} */
            reason: "no_fit" | "no_budget" | "no_authority" | "timing" | "bad_data" | "duplicate" | "competitor" | "unreachable";
        };
        /**
         * @example {
         *       "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *       "email": "ann@example.com",
         *       "to": "ines",
         *       "because": "share",
         *       "attachesTo": null,
         *       "names": {
         *         "ines": "Ines Duarte",
         *         "tom": "Tom Berg"
         *       },
         *       "demand": {
         *         "country": "DK",
         *         "language": "da",
         *         "product": "monitoring",
         *         "skills": [],
         *         "owner": null,
         *         "among": null,
         *         "rule": null
         *       },
         *       "verdicts": [
         *         {
         *           "kind": "suits",
         *           "key": "ines",
         *           "from": "2026-11-20T10:15:02.418Z",
         *           "share": 3,
         *           "lastGiven": "2026-11-20T10:15:00.000Z"
         *         },
         *         {
         *           "kind": "unsuited",
         *           "key": "tom",
         *           "why": "language"
         *         }
         *       ]
         *     }
         */
        HandoffRoute: {
            /** @description The hand-off that it would go with; null: it would be offered by itself. */
            attachesTo: {
                email: string;
                /** Format: uuid */
                id: string;
            } | null;
            /**
             * @description Whose company it is, whose turn, or who has the lead of the same company with which it would go.
             * @enum {string|null}
             */
            because: "owner" | "share" | "group" | null;
            /** @description What the lead asks of whoever gets it. */
            demand: {
                among: string[] | null;
                country: string | null;
                language: string | null;
                /** @description Whose company it is. */
                owner: string | null;
                product: string | null;
                /** @description Which of "routes" in sales.yaml counts, from 0. */
                rule: number | null;
                skills: string[];
            };
            email: string;
            /** Format: uuid */
            leadId: string;
            names: {
                [key: string]: string;
            };
            /** @description The key of who would get it; null: nobody can have it now. */
            to: string | null;
            /** @description About everybody, in the order in which they would get it. */
            verdicts: ({
                /**
                 * Format: date-time
                 * @description When they work next.
                 * @example 2026-11-21T09:00:00.000Z
                 */
                from: string;
                key: string;
                /** @enum {string} */
                kind: "suits";
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC
                 * @example 2026-11-21T09:00:00.000Z
                 */
                lastGiven: string | null;
                /** @description What they were given of late, by their weight. */
                share: number;
            } | {
                key: string;
                /** @enum {string} */
                kind: "unsuited";
                /** @enum {string} */
                why: "not-meant" | "had-it" | "territory" | "language" | "product" | "skills" | "full" | "away";
            })[];
        };
        /**
         * @example {
         *       "kind": "won",
         *       "amount": "12500.00",
         *       "currency": "EUR",
         *       "product": "monitoring"
         *     }
         */
        HandoffStep: {
            /** @enum {string} */
            kind: "contacted";
            note?: string | null;
        } | {
            /**
             * Format: date-time
             * @description Of the next contact, or the meeting: whoever has the lead is reminded then.
             * @example 2027-03-01T09:00:00.000Z
             */
            at: string;
            /** @enum {string} */
            kind: "planned";
            note?: string | null;
        } | {
            /**
             * Format: date-time
             * @description Of the next contact, or the meeting: whoever has the lead is reminded then.
             * @example 2027-03-01T09:00:00.000Z
             */
            at?: string | null;
            /** @enum {string} */
            kind: "meeting";
            note?: string | null;
        } | {
            /** @description Decimal text, such as `12500.00`; with `currency`. */
            amount?: string | null;
            /** @description ISO 4217. */
            currency?: string | null;
            /** @enum {string} */
            kind: "won";
            note?: string | null;
            /** @description By its name in sales.yaml. */
            product?: string | null;
        } | {
            /** @enum {string} */
            kind: "lost";
            note?: string | null;
            /** @enum {string} */
            reason: "price" | "competitor" | "no_budget" | "no_need" | "no_decision" | "timing" | "other";
        };
        /**
         * @example {
         *       "handoff": {
         *         "id": "01a2020c-8f00-7c31-9d5e-0000000000f1",
         *         "number": 1,
         *         "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *         "email": "ann@example.com",
         *         "leadName": "Ann Lee",
         *         "company": "Acme Ltd",
         *         "status": "open",
         *         "reason": null,
         *         "note": null,
         *         "score": 63.4,
         *         "grade": "A",
         *         "temperature": "hot",
         *         "offer": 1,
         *         "salesperson": {
         *           "key": "jonas",
         *           "name": "Jonas Weber",
         *           "address": "jonas@example.com",
         *           "title": "Account executive"
         *         },
         *         "follow": false,
         *         "product": "monitoring",
         *         "acceptedAt": null,
         *         "contactedAt": null,
         *         "meetingAt": null,
         *         "amount": null,
         *         "currency": null,
         *         "againOn": null,
         *         "attachedTo": null,
         *         "plannedAt": null,
         *         "plans": 0,
         *         "queuedAt": null,
         *         "deadline": "2026-11-23T10:15:02.418Z",
         *         "decidedBy": null,
         *         "createdAt": "2026-11-20T10:15:02.418Z",
         *         "decidedAt": null
         *       },
         *       "lead": {
         *         "id": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *         "email": "ann@example.com",
         *         "firstName": "Ann",
         *         "lastName": "Lee",
         *         "company": "Acme Ltd",
         *         "title": "Head of Facilities",
         *         "country": "DK",
         *         "source": "guide-download",
         *         "language": "en",
         *         "timeZone": "Europe/Copenhagen",
         *         "phone": "+4533123456",
         *         "kind": "target",
         *         "stage": "mql",
         *         "score": 63.4,
         *         "grade": "A",
         *         "gradeDue": null,
         *         "temperature": "hot",
         *         "fields": {
         *           "employees": 120,
         *           "buildingType": "office"
         *         },
         *         "tags": [
         *           "spring-fair"
         *         ],
         *         "suppressed": null,
         *         "consentRule": null,
         *         "createdAt": "2026-11-02T08:15:00.000Z",
         *         "updatedAt": "2026-11-20T10:15:02.418Z"
         *       },
         *       "timeline": [],
         *       "group": [
         *         {
         *           "id": "01a2020c-8f00-7c31-9d5e-0000000000f2",
         *           "leadId": "01a2020c-8f00-7c31-9d5e-0000000000b0",
         *           "email": "bo@example.com",
         *           "name": "Bo Kim",
         *           "title": "Facility manager",
         *           "score": 60.2,
         *           "status": "open",
         *           "leads": false
         *         }
         *       ]
         *     }
         */
        HandoffStory: {
            /** @description The other hand-offs of the same company and product. */
            group: {
                email: string;
                id: string;
                leadId: string;
                /** @description The one whose decisions hold for all. */
                leads: boolean;
                name: string;
                score: number;
                /** @enum {string} */
                status: "open" | "accepted" | "won" | "lost" | "returned";
                title: string | null;
            }[];
            handoff: components["schemas"]["Handoff"];
            lead: components["schemas"]["Lead"];
            timeline: components["schemas"]["TimelineEntry"][];
        };
        InboundItem: {
            /** @description Of a reply and an automatic answer. */
            answer: {
                /** @enum {string} */
                class: "human" | "out-of-office" | "left-company" | "auto-reply" | "challenge" | "calendar" | "notice";
                /** @enum {string|null} */
                intent: "unsubscribe" | "not_interested" | "later" | "wrong_person" | "referral" | "call_me" | "interested" | "question" | null;
                intentRule: string | null;
                referral: {
                    address: string;
                    name: string | null;
                } | null;
                returnsOn: string | null;
                /** @description By what it was told. */
                sign: string;
            } | null;
            envelopeFrom: string | null;
            envelopeTo: string[];
            /** @enum {string} */
            format: "mail" | "event";
            /** @description As the mail says; anybody can write anything there. */
            fromAddress: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            handledAt: string | null;
            handledBy: string | null;
            /** Format: uuid */
            id: string;
            intent: string | null;
            /** @description Whether it can still be read again. */
            kept: boolean;
            /** @enum {string} */
            kind: "bounce" | "complaint" | "reply" | "auto-reply" | "unsubscribe" | "other";
            /** Format: uuid */
            leadId: string | null;
            /** @enum {string|null} */
            matchedBy: "token" | "in-reply-to" | "references" | "provider-id" | "person" | null;
            /** Format: uuid */
            messageId: string | null;
            /** @description Why, for people. */
            note: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            receivedAt: string;
            /** @description Of a bounce and a complaint: each recipient. */
            reports: {
                address: string | null;
                class: string;
                diagnostic: string;
                hard: boolean;
                /** @description Where the mail was sent to, when told besides. */
                original?: string;
                rule: string;
                /** @description Enhanced status code (RFC 3463); empty when none is told. */
                status: string;
            }[];
            /** @description Bytes. */
            size: number;
            /**
             * @description held: a person is to say whom it is about.
             * @enum {string}
             */
            status: "pending" | "applied" | "ignored" | "held" | "dismissed";
            subject: string | null;
            /** @description What was newly written, as plain text. */
            text: string | null;
            /** @description smtp, imap/MAILBOX, webhook/ENDPOINT or api/KEY. */
            way: string;
        };
        InboundSubject: {
            /** @description Id or e-mail address of the lead. */
            lead: string;
        } | {
            message: string;
        };
        /**
         * @example {
         *       "id": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *       "email": "ann@example.com",
         *       "firstName": "Ann",
         *       "lastName": "Lee",
         *       "company": "Acme Ltd",
         *       "title": "Head of Facilities",
         *       "country": "DK",
         *       "source": "guide-download",
         *       "language": "en",
         *       "timeZone": "Europe/Copenhagen",
         *       "phone": "+4533123456",
         *       "kind": "target",
         *       "stage": "prospect",
         *       "score": 42.6,
         *       "grade": "A",
         *       "gradeDue": null,
         *       "temperature": "warm",
         *       "fields": {
         *         "employees": 120,
         *         "buildingType": "office"
         *       },
         *       "tags": [
         *         "spring-fair"
         *       ],
         *       "suppressed": null,
         *       "consentRule": null,
         *       "createdAt": "2026-11-02T08:15:00.000Z",
         *       "updatedAt": "2026-11-20T10:15:02.418Z"
         *     }
         */
        Lead: {
            company: string | null;
            /**
             * @description What its first source asks for before it may be nurtured; null: what the policy of its country says.
             * @enum {string|null}
             */
            consentRule: "express" | "confirmed" | null;
            country: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            createdAt: string;
            email: string;
            fields: {
                [key: string]: string | number | boolean | null;
            };
            firstName: string | null;
            /** @enum {string} */
            grade: "A" | "B" | "C" | "D";
            /**
             * @description The grade that the rules of fit give now, where another one is still gone by: the scoring model has changed, and the turn of this lead has not come. Null: `grade` is that grade.
             * @enum {string|null}
             */
            gradeDue: "A" | "B" | "C" | "D" | null;
            /** Format: uuid */
            id: string;
            /** @enum {string|null} */
            kind: "consumer" | "target" | null;
            language: string | null;
            lastName: string | null;
            /** @description E.164, such as `+4533123456`. */
            phone: string | null;
            score: number;
            source: string | null;
            /** @enum {string} */
            stage: "awareness" | "name" | "engaged" | "prospect" | "mql" | "sql" | "opportunity" | "customer" | "recycled" | "disqualified";
            /** @description Why the address must not be mailed; null when it may. */
            suppressed: string | null;
            tags: string[];
            /** @enum {string} */
            temperature: "cold" | "warm" | "hot";
            timeZone: string | null;
            title: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            updatedAt: string;
        };
        /**
         * @example {
         *       "format": 1,
         *       "exportedAt": "2026-11-20T10:15:02.418Z",
         *       "sections": [
         *         {
         *           "name": "lead",
         *           "about": "What we know about you",
         *           "rows": [
         *             {
         *               "email": "ann@example.com",
         *               "first_name": "Ann",
         *               "company": "Acme Ltd"
         *             }
         *           ]
         *         }
         *       ]
         *     }
         */
        LeadExport: {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            exportedAt: string;
            /** @enum {number} */
            format: 1;
            sections: {
                /** @description What it is, for the person. */
                about: string;
                name: string;
                rows: {
                    [key: string]: unknown;
                }[];
            }[];
        };
        /**
         * @example {
         *       "id": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *       "email": "ann@example.com",
         *       "firstName": "Ann",
         *       "lastName": "Lee",
         *       "company": "Acme Ltd",
         *       "title": "Head of Facilities",
         *       "country": "DK",
         *       "source": "guide-download",
         *       "language": "en",
         *       "timeZone": "Europe/Copenhagen",
         *       "phone": "+4533123456",
         *       "kind": "target",
         *       "stage": "prospect",
         *       "score": 42.6,
         *       "grade": "A",
         *       "gradeDue": null,
         *       "temperature": "warm",
         *       "fields": {
         *         "employees": 120,
         *         "buildingType": "office"
         *       },
         *       "tags": [
         *         "spring-fair"
         *       ],
         *       "suppressed": null,
         *       "consentRule": null,
         *       "createdAt": "2026-11-02T08:15:00.000Z",
         *       "updatedAt": "2026-11-20T10:15:02.418Z",
         *       "registration": {
         *         "state": "confirmed",
         *         "reasons": []
         *       },
         *       "held": null,
         *       "origins": [
         *         {
         *           "id": "01a2020c-8f00-7c31-9d5e-000000000012",
         *           "source": "guide-download",
         *           "way": "form",
         *           "actor": "form energy-guide",
         *           "at": "2026-11-02T08:15:00.000Z",
         *           "detail": {
         *             "form": "energy-guide",
         *             "campaign": {
         *               "source": "news",
         *               "medium": "email",
         *               "campaign": "spring"
         *             },
         *             "landingPage": "https://www.example.com/guide"
         *           }
         *         }
         *       ],
         *       "consents": [
         *         {
         *           "purpose": "marketing",
         *           "standing": "agreed",
         *           "basis": "express"
         *         }
         *       ]
         *     }
         */
        LeadWithConsents: components["schemas"]["Lead"] & {
            /** @description How the lead stands to each purpose that was ever recorded. */
            consents: {
                /**
                 * @description The best that is in force; null when none is.
                 * @enum {string|null}
                 */
                basis: "express" | "implied" | "legitimate_interest" | null;
                /** @description A purpose of mails, or `tracking` or `profiling`. */
                purpose: string;
                /** @enum {string} */
                standing: "agreed" | "objected" | "ended";
            }[];
            /** @description Why its source lets it not be nurtured yet; null when it does. */
            held: string | null;
            /** @description Every time that it came in, oldest first. */
            origins: components["schemas"]["Origin"][];
            /** @description How far it is known that somebody is there, and what speaks against it. */
            registration: {
                reasons: string[];
                /** @enum {string} */
                state: "unchecked" | "checked" | "confirmed" | "suspicious" | "fake";
            };
        };
        Letter: {
            actor: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            createdAt: string;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            inboundItemId: string | null;
            inReplyTo: string | null;
            /** @enum {string} */
            kind: "answer" | "note" | "confirmation" | "decision";
            /** Format: uuid */
            leadId: string;
            message: components["schemas"]["Message"] & (Record<string, never> | null);
            recipient: string;
            references: string[];
            /** @description The sender identity that it comes from; null: the organisation’s. */
            sender: string | null;
            subject: string;
            text: string;
        };
        /**
         * @description Null for a preview.
         * @example {
         *       "id": "01a2020c-8f00-7c31-9d5e-0000000000d1",
         *       "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *       "mergedId": "01a2020c-8f00-7c31-9d5e-0000000000a2",
         *       "mergedEmail": "ann.lee@example.com",
         *       "keptEmail": "ann@example.com",
         *       "reason": "person",
         *       "note": "The same person",
         *       "actor": "api/crm",
         *       "at": "2026-11-20T10:15:02.418Z",
         *       "undoUntil": "2026-12-20T10:15:02.418Z",
         *       "undoneAt": null,
         *       "undoneBy": null
         *     }
         */
        Merge: {
            actor: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            /** Format: uuid */
            id: string;
            /** @description Of the lead that is left; null once it is erased. */
            keptEmail: string | null;
            /**
             * Format: uuid
             * @description The lead that is left.
             */
            leadId: string;
            /** @description Null once it cannot be undone any more. */
            mergedEmail: string | null;
            /**
             * Format: uuid
             * @description The one that is gone; its id finds the one that is left.
             */
            mergedId: string;
            note: string | null;
            /** @enum {string} */
            reason: "address" | "phone" | "person";
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            undoneAt: string | null;
            undoneBy: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            undoUntil: string;
        } | null;
        MergedLead: {
            company: string | null;
            email: string;
            /** Format: uuid */
            id: string;
            name: string | null;
            phone: string | null;
            /** @enum {string} */
            stage: "awareness" | "name" | "engaged" | "prospect" | "mql" | "sql" | "opportunity" | "customer" | "recycled" | "disqualified";
        };
        /**
         * @example {
         *       "merge": {
         *         "id": "01a2020c-8f00-7c31-9d5e-0000000000d1",
         *         "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *         "mergedId": "01a2020c-8f00-7c31-9d5e-0000000000a2",
         *         "mergedEmail": "ann.lee@example.com",
         *         "keptEmail": "ann@example.com",
         *         "reason": "person",
         *         "note": "The same person",
         *         "actor": "api/crm",
         *         "at": "2026-11-20T10:15:02.418Z",
         *         "undoUntil": "2026-12-20T10:15:02.418Z",
         *         "undoneAt": null,
         *         "undoneBy": null
         *       },
         *       "effects": {
         *         "kept": {
         *           "id": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *           "email": "ann@example.com",
         *           "name": "Ann Lee",
         *           "company": "Acme Ltd",
         *           "phone": "+4533123456",
         *           "stage": "prospect"
         *         },
         *         "merged": {
         *           "id": "01a2020c-8f00-7c31-9d5e-0000000000a2",
         *           "email": "ann.lee@example.com",
         *           "name": "Ann Lee",
         *           "company": "Acme Ltd",
         *           "phone": null,
         *           "stage": "name"
         *         },
         *         "changes": [
         *           {
         *             "what": "title",
         *             "before": null,
         *             "after": "Head of Facilities"
         *           }
         *         ],
         *         "moved": {
         *           "event": 12,
         *           "message": 3
         *         },
         *         "objections": [
         *           "newsletter"
         *         ],
         *         "suppressions": [],
         *         "stopped": [
         *           "welcome"
         *         ],
         *         "endedHandoffs": 0
         *       }
         *     }
         */
        MergeDone: {
            effects: components["schemas"]["MergeEffects"];
            merge: components["schemas"]["Merge"];
        };
        MergeEffects: {
            /** @description What becomes other of the lead that is left, by column. */
            changes: {
                after?: unknown;
                before?: unknown;
                what: string;
            }[];
            endedHandoffs: number;
            kept: components["schemas"]["MergedLead"];
            merged: components["schemas"]["MergedLead"];
            /** @description How many rows go over, by table. */
            moved: {
                [key: string]: number;
            };
            /** @description Purposes that either objects to. */
            objections: string[];
            /** @description Sequences that both are in: one enrollment stops. */
            stopped: string[];
            /** @description Blocks that hold for the other address too. */
            suppressions: string[];
        };
        /**
         * @example {
         *       "other": "ann.lee@example.com",
         *       "note": "The same person",
         *       "preview": true
         *     }
         */
        MergeOrder: {
            /** @description Which is left; default: the one further in the funnel, or older. */
            keep?: string;
            note?: string | null;
            /** @description Id or e-mail address of the lead. */
            other: string;
            /**
             * @description Only tells what it would do.
             * @default false
             */
            preview: boolean;
        };
        Message: {
            attempts: number;
            /** Format: uuid */
            broadcastId: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            createdAt: string;
            /** @description What the relay said last, or why it has not left. */
            detail: string | null;
            /** Format: uuid */
            enrollmentId: string | null;
            fromDomain: string | null;
            /** Format: uuid */
            handoffId: string | null;
            /** Format: uuid */
            id: string;
            /** @description What it is a mail of: one key, one mail. */
            key: string;
            /** Format: uuid */
            leadId: string;
            links: {
                name: string;
                url: string;
            }[];
            recipient: string;
            relay: string | null;
            /** @description Who said what became of it, when nobody could know. */
            resolvedBy: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            sentAt: string | null;
            /** @enum {string} */
            state: "PENDING" | "CLAIMED" | "IN_FLIGHT" | "SENT" | "DEFERRED" | "FAILED" | "SUPPRESSED" | "SKIPPED" | "UNKNOWN";
            stepId: string | null;
            subject: string | null;
            /** @description Of mail to a lead: what it is made from. */
            template: string | null;
            /**
             * @description How the last refusal was judged.
             * @enum {string|null}
             */
            verdict: "mailbox" | "domain" | "full" | "greylisted" | "passing" | "throttled" | "content" | "policy" | "credentials" | "setup" | "unreachable" | "unclear" | null;
            visit: number | null;
        };
        MessageResolution: {
            /** @enum {string} */
            fate: "arrived" | "lost";
        };
        Migration: {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            endedAt: string | null;
            failed: number;
            /** Format: uuid */
            id: string;
            moved: number;
            sequence: string;
            /** @enum {string} */
            status: "running" | "done" | "stopped";
            /** @description Their step is gone, and no other was named: they stay in their version. */
            stayed: number;
            total: number;
            toVersion: number;
        };
        MigrationPlan: {
            /** @description What those that move would notice or lose. */
            effects: {
                count: number;
                is: string | null;
                /** @enum {string} */
                kind: "other_kind" | "at_once" | "other_time" | "other_events" | "put_there" | "mailed_again" | "old_mail" | "mail_missed" | "mail_dropped" | "part_met" | "answer_lost" | "arm_lost" | "rounds_lost";
                stepId: string;
                /** @description The one that they leave. */
                version: number;
                was: string | null;
                /** @description What it means for them. */
                words: string;
            }[];
            moves: {
                count: number;
                /** @description Null: between two steps, or not begun yet. */
                stepId: string | null;
                /** @description Where they go on; null at a step that is gone: they stay. */
                to: string | null;
                version: number;
            }[];
            moving: number;
            sequence: string;
            staying: number;
            toVersion: number;
        };
        /**
         * @example {
         *       "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *       "from": "prospect",
         *       "stage": "customer",
         *       "handoffId": null
         *     }
         */
        MovedLead: {
            /** @enum {string} */
            from: "awareness" | "name" | "engaged" | "prospect" | "mql" | "sql" | "opportunity" | "customer" | "recycled" | "disqualified";
            /** @description The hand-off that a move to `mql` opened. */
            handoffId: string | null;
            leadId: string;
            /** @enum {string} */
            stage: "awareness" | "name" | "engaged" | "prospect" | "mql" | "sql" | "opportunity" | "customer" | "recycled" | "disqualified";
        };
        NewAnswer: {
            text: string;
            /**
             * @description Default: lead. `writer` is whoever wrote, when that was another person.
             * @enum {string}
             */
            to?: "lead" | "writer";
        };
        /**
         * @example {
         *       "name": "site",
         *       "scopes": [
         *         "leads",
         *         "events"
         *       ]
         *     }
         */
        NewApiKey: {
            name: string;
            scopes: ("leads" | "events" | "sales" | "inbound" | "sources" | "stages" | "admin")[];
        };
        /**
         * @example {
         *       "sequence": "welcome",
         *       "filter": {
         *         "segment": "large-sites"
         *       },
         *       "pace": 20
         *     }
         */
        NewBatch: {
            /** @description Who is meant: leads that fit all that is given. `{}` means every lead. */
            filter: {
                segment?: string;
                source?: string;
                tag?: string;
                /** @description A condition, as in sequences. */
                when?: string;
            };
            /**
             * @description Leads per second at most.
             * @default 50
             */
            pace: number;
            sequence: string;
        };
        NewBroadcast: {
            /**
             * @description Besides those of the organisation.
             * @example [
             *       "1 per day"
             *     ]
             */
            caps?: string[];
            /** @description Who is meant: leads that fit all that is given. `{}` means every lead. */
            filter: {
                segment?: string;
                source?: string;
                tag?: string;
                /** @description A condition, as in sequences. */
                when?: string;
            };
            /** @description What could not leave within this time is left out; `never`: it leaves late. Default 48 hours. */
            late?: string;
            /**
             * @description Lower-case letters, digits and hyphens; used once.
             * @example heat-2026
             */
            name: string;
            /**
             * @description Mails per second at most.
             * @default 100
             */
            pace: number;
            priority?: number;
            /** @description What leads must have agreed to; default `marketing`. */
            purpose?: string;
            /** @description A key under "senders" in organisation.yaml. */
            sender?: string | null;
            stages?: ("awareness" | "name" | "engaged" | "prospect" | "mql" | "sql" | "opportunity" | "customer" | "recycled" | "disqualified")[];
            /**
             * Format: date-time
             * @description Without it, at once.
             */
            startAt?: string;
            template: string;
            window?: components["schemas"]["BroadcastWindow"];
        };
        /**
         * @example {
         *       "purpose": "marketing",
         *       "source": "trade fair",
         *       "wording": "Send me letters about energy.",
         *       "proof": {
         *         "method": "person",
         *         "reference": "card 17 of the fair"
         *       }
         *     }
         */
        NewConsent: {
            /**
             * Format: date-time
             * @description When it was given; default: now.
             * @example 2026-11-21T09:00:00.000Z
             */
            at?: string;
            /**
             * @default express
             * @enum {string}
             */
            basis: "express" | "implied" | "legitimate_interest";
            /**
             * Format: date-time
             * @description Default: implied consent ends after 180 days.
             * @example 2026-11-21T09:00:00.000Z
             */
            expiresAt?: string | null;
            proof?: components["schemas"]["ConsentProof"];
            /** @description A purpose of mails, such as `marketing`; or `tracking` or `profiling`. */
            purpose: string;
            /** @description Where it was given, such as `form pricing`. */
            source: string;
            /** @description What the person agreed to, word for word. */
            wording?: string | null;
        };
        /**
         * @example {
         *       "purposes": [
         *         "marketing"
         *       ],
         *       "source": "trade fair",
         *       "wording": "Send me letters about energy.",
         *       "enroll": "welcome",
         *       "mail": true
         *     }
         */
        NewConsentRequest: {
            /** @description The sequence that the lead enters by confirming. */
            enroll?: string | null;
            /**
             * @description Send the mail that asks, too; three a day and mailbox are the most (`mailed` says whether it was sent). Without it, put `confirmUrl` into a mail of yours.
             * @default false
             */
            mail: boolean;
            purposes: string[];
            /** @description Where it was given, such as `form pricing`. */
            source: string;
            wording: string;
            wordingVersion?: string | null;
        };
        /**
         * @example {
         *       "lead": "ann@example.com",
         *       "sequence": "welcome"
         *     }
         */
        NewEnrollment: {
            /** @description Id or e-mail address of the lead. */
            lead: string;
            sequence: string;
        };
        /**
         * @example {
         *       "id": "order-4711",
         *       "source": "shop",
         *       "lead": "ann@example.com",
         *       "event": "demo_requested",
         *       "payload": {
         *         "plan": "team"
         *       },
         *       "occurredAt": "2026-11-20T10:15:00Z"
         *     }
         */
        NewEvent: {
            /** @description The name of a custom event; short for kind and name. */
            event?: string;
            /** @description Its name at the source; sent twice for the same lead, it counts once. Used for another kind or name of event of that lead, it is refused. */
            id?: string;
            /** @enum {string} */
            kind?: "form" | "page_view" | "custom" | "touch";
            /** @description Id or e-mail address of the lead. */
            lead: string;
            /** @description Of the event or the form; of a page its path, such as `/pricing`, as `waitFor: { page: … }` has it; of a touch one of call, chat, sms, meeting, letter, other. */
            name?: string;
            /**
             * Format: date-time
             * @description Default: now.
             */
            occurredAt?: string;
            /** @description Small JSON object, 8 KB at most. Of a touch: `direction` (in, out), and if known `outcome`, `text` and `seconds`. */
            payload?: {
                [key: string]: unknown;
            };
            /** @description Whose id it is; ids of different sources never meet. Default: the API key. Give it when several keys report for one source, or before you replace a key. */
            source?: string;
        };
        /**
         * @example {
         *       "events": [
         *         {
         *           "id": "crm-4711",
         *           "lead": "ann@example.com",
         *           "event": "demo_requested"
         *         },
         *         {
         *           "id": "crm-4712",
         *           "lead": "01a2020c-8f00-7c31-9d5e-0000000000b0",
         *           "kind": "touch",
         *           "name": "call",
         *           "payload": {
         *             "direction": "in",
         *             "outcome": "interested"
         *           }
         *         }
         *       ]
         *     }
         */
        NewEventBatch: {
            events: components["schemas"]["NewEvent"][];
        };
        NewEvents: {
            events: components["schemas"]["NewEvent"][];
        };
        /**
         * @example {
         *       "answers": {
         *         "email": "ann@example.com",
         *         "firstName": "Ann"
         *       },
         *       "consent": true,
         *       "language": "en"
         *     }
         */
        NewFormSubmission: {
            /** @description By field. What is not asked is not taken. */
            answers: {
                [key: string]: string | number | boolean | null;
            };
            campaign?: {
                campaign?: string;
                content?: string;
                medium?: string;
                source?: string;
                term?: string;
            };
            clickId?: {
                kind: string;
                value: string;
            };
            /**
             * @description Whether the person ticked the box, and nobody else.
             * @default false
             */
            consent: boolean;
            landingPage?: string;
            /** @description In which the form was shown; default: the organisation’s. */
            language?: string;
            /**
             * @description Who sent it, as proof of the consent: of the visitor, not of your server.
             * @default {}
             */
            proof: {
                ip?: string;
                userAgent?: string;
            };
            referrer?: string;
        };
        NewInboundMail: {
            /** @description Return path; "" is the one of reports. */
            envelopeFrom?: string | null;
            /** @description Whom it was sent to. Without it, the header is asked. */
            envelopeTo?: string[];
            /** @description The whole mail as it came (RFC 5322), in base64; 10 MB at most. */
            raw: string;
        };
        /**
         * @description What is absent keeps its value; null erases it.
         * @example {
         *       "email": "ann@example.com",
         *       "firstName": "Ann",
         *       "company": "Acme Ltd",
         *       "country": "DK",
         *       "phone": "33 12 34 56",
         *       "source": "guide-download",
         *       "fields": {
         *         "employees": 120
         *       },
         *       "tags": [
         *         "spring-fair"
         *       ],
         *       "origin": {
         *         "way": "form",
         *         "form": "energy-guide",
         *         "campaign": {
         *           "source": "news",
         *           "medium": "email",
         *           "campaign": "spring"
         *         }
         *       }
         *     }
         */
        NewLead: {
            company?: string | null;
            /** @description ISO 3166-1 code of two letters. */
            country?: string | null;
            email: string;
            /** @description Custom fields, as the workspace declares them. */
            fields?: {
                [key: string]: string | number | boolean | null;
            };
            firstName?: string | null;
            /** @description `consumer` or `target`. */
            kind?: string | null;
            /** @description BCP 47 tag, such as `de` or `pt-BR`. */
            language?: string | null;
            lastName?: string | null;
            origin?: components["schemas"]["NewOrigin"];
            /** @description A telephone number; national ones are of `country`, else of the one that is known of the lead, else of the organisation. */
            phone?: string | null;
            /** @description A source of `sources.yaml` by its name or label; another text is taken as it is. */
            source?: string | null;
            /** @description Added to the ones the lead has. */
            tags?: string[];
            /** @description IANA name, such as `Europe/Berlin`. */
            timeZone?: string | null;
            title?: string | null;
        };
        /**
         * @example {
         *       "lead": "ann@example.com",
         *       "value": 72.5,
         *       "at": "2026-11-20T10:15:00Z"
         *     }
         */
        NewLeadScore: {
            /**
             * Format: date-time
             * @description For when it holds; of several of a service the newest counts. Default: now.
             */
            at?: string;
            /** @description What the service says about it. */
            detail?: string | null;
            /** @description Names this very score; told again, nothing changes. Default: its time and value. */
            id?: string;
            /** @description Id or e-mail address of the lead. */
            lead: string;
            value: number;
        };
        NewMigration: {
            /**
             * @description Enrollments per second at most.
             * @default 50
             */
            pace: number;
            /**
             * @description Steps that are gone, each with the step to go on at instead.
             * @default {}
             */
            places: {
                [key: string]: string;
            };
        };
        NewMigrationPlan: {
            /**
             * @description Steps that are gone, each with the step to go on at instead.
             * @default {}
             */
            places: {
                [key: string]: string;
            };
        };
        /** @description How the lead comes in. Addresses of pages are kept without their query. What says nothing new is not kept. */
        NewOrigin: {
            campaign?: {
                campaign?: string | null;
                content?: string | null;
                medium?: string | null;
                source?: string | null;
                term?: string | null;
            } | null;
            clickId?: {
                kind: string;
                value: string;
            } | null;
            form?: string | null;
            landingPage?: string | null;
            partner?: string | null;
            reference?: string | null;
            referrer?: string | null;
            /**
             * @default api
             * @enum {string}
             */
            way: "form" | "api" | "file" | "hand" | "call" | "chat" | "sms" | "mail" | "partner" | "step";
        };
        /**
         * @example {
         *       "to": "second-mail"
         *     }
         */
        NewPlace: {
            to: string;
        };
        /**
         * @example {
         *       "value": 72.5,
         *       "at": "2026-11-20T10:15:00Z",
         *       "detail": "visited pricing three times"
         *     }
         */
        NewScore: {
            /**
             * Format: date-time
             * @description For when it holds; of several of a service the newest counts. Default: now.
             */
            at?: string;
            /** @description What the service says about it. */
            detail?: string | null;
            /** @description Names this very score; told again, nothing changes. Default: its time and value. */
            id?: string;
            value: number;
        };
        /**
         * @example {
         *       "scores": [
         *         {
         *           "lead": "ann@example.com",
         *           "value": 72.5
         *         },
         *         {
         *           "lead": "bo@example.com",
         *           "value": 12
         *         }
         *       ]
         *     }
         */
        NewScores: {
            scores: components["schemas"]["NewLeadScore"][];
        };
        /**
         * @example {
         *       "from": "2026-11-01",
         *       "to": "2026-11-30",
         *       "amount": "1200.50",
         *       "currency": "EUR",
         *       "note": "Stand at the spring fair"
         *     }
         */
        NewSourceCost: {
            /** @description Decimal text with at most two places, such as `1200.50`. */
            amount: string;
            /** @description ISO 4217, such as `EUR`. */
            currency: string;
            /**
             * Format: date
             * @example 2026-03-31
             */
            from: string;
            note?: string;
            /**
             * Format: date
             * @example 2026-03-31
             */
            to: string;
        };
        /**
         * @example {
         *       "address": "ann@example.com",
         *       "why": "Asked on the phone, ticket 4711"
         *     }
         */
        NewSuppression: {
            address: string;
            /**
             * @default manual
             * @enum {string}
             */
            reason: "manual" | "bounce_hard" | "unsubscribe" | "complaint" | "legal";
            /** @description `all`, or `topic/PURPOSE`: only the mails of that purpose. */
            scope?: string;
            /** @description For the record. */
            why?: string;
        };
        Origin: {
            actor: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            detail: {
                campaign?: {
                    campaign?: string;
                    content?: string;
                    medium?: string;
                    source?: string;
                    term?: string;
                };
                clickId?: {
                    kind: string;
                    value: string;
                };
                form?: string;
                landingPage?: string;
                partner?: string;
                reference?: string;
                referrer?: string;
            };
            /** Format: uuid */
            id: string;
            source: string | null;
            /** @enum {string} */
            way: "form" | "api" | "file" | "hand" | "call" | "chat" | "sms" | "mail" | "partner" | "step";
        };
        /**
         * @example {
         *       "scope": {
         *         "kind": "lead",
         *         "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1"
         *       },
         *       "email": "ann@example.com",
         *       "sequence": null,
         *       "reason": "In talks with our engineers",
         *       "actor": "api/crm",
         *       "since": "2026-11-20T10:15:02.418Z",
         *       "holds": 1
         *     }
         */
        Pause: {
            actor: string;
            /** @description Of the lead, when it is about a lead or one enrollment. */
            email: string | null;
            /** @description Active enrollments that it holds; of a domain or a relay, those that came to a halt at their mail. */
            holds: number;
            reason: string | null;
            scope: {
                /** @enum {string} */
                kind: "sequence";
                sequence: string;
            } | {
                /** @enum {string} */
                kind: "lead";
                /** Format: uuid */
                leadId: string;
            } | {
                /** Format: uuid */
                enrollmentId: string;
                /** @enum {string} */
                kind: "enrollment";
            } | {
                domain: string;
                /** @enum {string} */
                kind: "domain";
            } | {
                /** @enum {string} */
                kind: "relay";
                relay: string;
            };
            /** @description When it is about a sequence or one enrollment. */
            sequence: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            since: string;
        };
        /**
         * @description Why, for whoever finds it paused.
         * @example {
         *       "reason": "In talks with our engineers"
         *     }
         */
        PauseReason: {
            reason?: string | null;
        };
        /**
         * @example {
         *       "topics": {
         *         "newsletter": false
         *       },
         *       "frequency": "weekly",
         *       "pausedUntil": "2027-01-07T00:00:00Z"
         *     }
         */
        PreferenceChange: {
            /** @enum {string} */
            frequency?: "all" | "weekly" | "monthly";
            /**
             * Format: date-time
             * @description No mail before this; null lifts the pause.
             * @example 2026-11-21T09:00:00.000Z
             */
            pausedUntil?: string | null;
            /** @description Whether mails of a purpose are wanted; those that are not named stay as they are. */
            topics?: {
                [key: string]: boolean;
            };
        };
        /**
         * @example {
         *       "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *       "language": "en",
         *       "masked": "a…@example.com",
         *       "without": [
         *         "newsletter"
         *       ],
         *       "frequency": "weekly",
         *       "pausedUntil": "2027-01-07T00:00:00.000Z",
         *       "awayUntil": null,
         *       "stopped": null
         *     }
         */
        Preferences: {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            awayUntil: string | null;
            /** @enum {string} */
            frequency: "all" | "weekly" | "monthly";
            language: string | null;
            leadId: string;
            /** @description The address it is about, masked. */
            masked: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            pausedUntil: string | null;
            /**
             * @description Why no marketing mail goes there at all; null: it does.
             * @enum {string|null}
             */
            stopped: "manual" | "bounce_hard" | "unsubscribe" | "complaint" | "legal" | null;
            /** @description Purposes of which it wants no mail. */
            without: string[];
        };
        /**
         * @description What went wrong, as RFC 9457 has it; `code` is stable, `remedy` says what to do.
         * @example {
         *       "type": "https://go.example.com/docs#LEAD_UNKNOWN",
         *       "title": "There is no such lead.",
         *       "status": 404,
         *       "detail": "There is no lead bo@example.com",
         *       "code": "LEAD_UNKNOWN",
         *       "remedy": "Import or add the lead first, or correct the address or id.",
         *       "instance": "urn:tendril:request:0f5c2f7e-4b0a-4f0e-9a53-2f3b1c7d8e90"
         *     }
         */
        Problem: {
            /** @enum {string} */
            code: "YAML_SYNTAX" | "AUTHORING_SHAPE" | "STEP_UNKNOWN" | "STEP_DUPLICATE" | "STEP_REFERENCE" | "STEP_UNREACHABLE" | "DURATION_INVALID" | "CONDITION_INVALID" | "EVENT_UNSUPPORTED" | "EVENT_IMPOSSIBLE" | "TEMPLATE_MISSING" | "TEMPLATE_INVALID" | "TEMPLATE_VARIABLE" | "TEMPLATE_DOUBTFUL" | "FIXTURE_INVALID" | "LINK_UNKNOWN" | "WAIT_INVALID" | "WAIT_ENDLESS" | "WAIT_PAST" | "CALL_REFUSED" | "LOOP_ENDLESS" | "WINDOW_CLOSED" | "EVENT_UNKNOWN" | "SENDER_UNKNOWN" | "PART_UNKNOWN" | "LIVE_STRANDED" | "LIVE_CHANGED" | "CODE_INVALID" | "CSV_SYNTAX" | "COLUMNS_UNKNOWN" | "FIELD_INVALID" | "ANSWERS_INVALID" | "ADDRESS_INVALID" | "ADDRESS_MULTIPLE" | "LEAD_DUPLICATE" | "REQUEST_INVALID" | "BODY_TOO_LARGE" | "BODY_TYPE" | "USAGE" | "CONFIG_INVALID" | "LEAD_UNKNOWN" | "MERGE_UNKNOWN" | "MODEL_UNKNOWN" | "SEQUENCE_UNKNOWN" | "ENROLLMENT_UNKNOWN" | "STEP_MISSING" | "SEGMENT_UNKNOWN" | "SEGMENT_SLOW" | "ACCOUNT_UNKNOWN" | "SOURCE_UNKNOWN" | "COST_UNKNOWN" | "COST_INVALID" | "RECOMPUTE_UNKNOWN" | "BATCH_UNKNOWN" | "BROADCAST_UNKNOWN" | "MIGRATION_UNKNOWN" | "MESSAGE_UNKNOWN" | "INBOUND_UNKNOWN" | "ERASURE_UNKNOWN" | "TASK_UNKNOWN" | "FORM_UNKNOWN" | "SUBMISSION_UNKNOWN" | "LETTER_UNKNOWN" | "WEBHOOK_UNKNOWN" | "ENDPOINT_UNKNOWN" | "KEY_UNKNOWN" | "DKIM_KEY_UNKNOWN" | "SENDER_DOMAIN_UNKNOWN" | "HANDOFF_UNKNOWN" | "TEMPLATE_UNKNOWN" | "FILE_UNKNOWN" | "ROUTE_UNKNOWN" | "TOKEN_INVALID" | "KEY_MISSING" | "KEY_SCOPE" | "RATE_LIMITED" | "ALREADY_ENROLLED" | "LEAD_SUPPRESSED" | "ENTRY_REFUSED" | "REENTRY_REFUSED" | "LEAD_TAKEN" | "COLLEAGUE_WITH_SALES" | "ENROLLMENT_ENDED" | "VERSION_CHANGED" | "MIGRATION_RUNNING" | "IMPORT_RUNNING" | "BROADCAST_EXISTS" | "BROADCAST_ENDED" | "STAGE_ILLEGAL" | "INBOUND_GONE" | "INBOUND_UNANSWERABLE" | "SUPPRESSION_LASTING" | "MESSAGE_SETTLED" | "LEADS_SAME" | "MERGE_UNDONE" | "MERGE_EXPIRED" | "MERGE_BURIED" | "SUBMISSION_SETTLED" | "HANDOFF_DECIDED" | "SALESPERSON_UNKNOWN" | "HANDOFF_REASSIGNED" | "HANDOFF_ATTACHED" | "CRM_RATE_LIMITED" | "CRM_UNAUTHORISED" | "CRM_UNREACHABLE" | "IDEMPOTENCY_MISMATCH" | "TRACKING_WITHHELD" | "EVENT_UNSTORABLE" | "EVENT_ID_REUSED" | "SENDER_NOT_READY" | "DKIM_KEY_IN_USE" | "WORKSPACE_EMPTY" | "ENGINE_RUNNING" | "NOT_ALL_DONE" | "CLAIM_LOST" | "MAIL_NOT_ACCEPTED" | "DATABASE_UNAVAILABLE" | "TEMPORAL_UNAVAILABLE" | "ENGINE_UNAVAILABLE" | "DISK_FULL" | "INBOUND_BUSY" | "MAILBOX_UNREADABLE" | "PORT_TAKEN" | "PART_MISSING" | "CHILD_DIED" | "SCHEMA_OUTDATED" | "FORMAT_UNKNOWN" | "INTERNAL";
            detail: string;
            instance: string;
            remedy: string;
            status: number;
            title: string;
            /** Format: uri */
            type: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * @example {
         *       "eventId": "01a2020c-8f00-7c31-9d5e-0000000000e1",
         *       "recorded": true,
         *       "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *       "score": 42.6,
         *       "stage": "prospect",
         *       "handoffId": null,
         *       "undeclared": false
         *     }
         */
        RecordedEvent: {
            /** Format: uuid */
            eventId: string;
            /**
             * Format: uuid
             * @description The hand-off that this event opened.
             */
            handoffId: string | null;
            /** Format: uuid */
            leadId: string;
            /** @description False when this event was known already. */
            recorded: boolean;
            score: number;
            /** @enum {string} */
            stage: "awareness" | "name" | "engaged" | "prospect" | "mql" | "sql" | "opportunity" | "customer" | "recycled" | "disqualified";
            /** @description True for a custom event that the workspace does not declare: it is recorded, but nothing waits for it. */
            undeclared: boolean;
        };
        /**
         * @example {
         *       "results": [
         *         {
         *           "index": 0,
         *           "status": 201,
         *           "event": {
         *             "eventId": "01a2020c-8f00-7c31-9d5e-0000000000e1",
         *             "recorded": true,
         *             "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *             "score": 42.6,
         *             "stage": "prospect",
         *             "handoffId": null,
         *             "undeclared": false
         *           }
         *         },
         *         {
         *           "index": 1,
         *           "status": 404,
         *           "error": {
         *             "type": "https://go.example.com/docs#LEAD_UNKNOWN",
         *             "title": "There is no such lead.",
         *             "status": 404,
         *             "detail": "There is no lead bo@example.com",
         *             "code": "LEAD_UNKNOWN",
         *             "remedy": "Import or add the lead first, or correct the address or id.",
         *             "instance": "urn:tendril:request:0f5c2f7e-4b0a-4f0e-9a53-2f3b1c7d8e90"
         *           }
         *         }
         *       ]
         *     }
         */
        RecordedEvents: {
            results: ({
                event: components["schemas"]["RecordedEvent"];
                index: number;
                status: number;
            } | {
                error: components["schemas"]["Problem"];
                index: number;
                status: number;
            })[];
        };
        /**
         * @example {
         *       "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *       "email": "ann@example.com",
         *       "registration": "fake",
         *       "reasons": [
         *         "person"
         *       ]
         *     }
         */
        Registration: {
            email: string;
            /** Format: uuid */
            leadId: string;
            reasons: string[];
            /** @enum {string} */
            registration: "unchecked" | "checked" | "confirmed" | "suspicious" | "fake";
        };
        /**
         * @example {
         *       "lifted": true,
         *       "resumed": 1
         *     }
         */
        Resumed: {
            /** @description False when there was no such pause. */
            lifted: boolean;
            /** @description Enrollments that had come to a halt and go on. */
            resumed: number;
        };
        Salesperson: {
            address: string;
            key: string;
            name: string;
            title: string;
        } | null;
        /**
         * @example {
         *       "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *       "recorded": true,
         *       "withheld": null,
         *       "score": 54.1,
         *       "grade": "A",
         *       "temperature": "hot",
         *       "stage": "prospect",
         *       "handoffId": null
         *     }
         */
        ScoredLead: {
            /** @enum {string} */
            grade: "A" | "B" | "C" | "D";
            /**
             * Format: uuid
             * @description The hand-off that it opened.
             */
            handoffId: string | null;
            /** Format: uuid */
            leadId: string;
            /** @description False when it was known already, or withheld. */
            recorded: boolean;
            score: number;
            /** @enum {string} */
            stage: "awareness" | "name" | "engaged" | "prospect" | "mql" | "sql" | "opportunity" | "customer" | "recycled" | "disqualified";
            /** @enum {string} */
            temperature: "cold" | "warm" | "hot";
            /** @description Why it does not count: the lead has not agreed to be profiled. */
            withheld: string | null;
        };
        /**
         * @example {
         *       "results": [
         *         {
         *           "index": 0,
         *           "status": 200,
         *           "lead": {
         *             "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *             "recorded": true,
         *             "withheld": null,
         *             "score": 54.1,
         *             "grade": "A",
         *             "temperature": "hot",
         *             "stage": "prospect",
         *             "handoffId": null
         *           }
         *         },
         *         {
         *           "index": 1,
         *           "status": 404,
         *           "error": {
         *             "type": "https://go.example.com/docs#LEAD_UNKNOWN",
         *             "title": "There is no such lead.",
         *             "status": 404,
         *             "detail": "There is no lead bo@example.com",
         *             "code": "LEAD_UNKNOWN",
         *             "remedy": "Import or add the lead first, or correct the address or id.",
         *             "instance": "urn:tendril:request:0f5c2f7e-4b0a-4f0e-9a53-2f3b1c7d8e90"
         *           }
         *         }
         *       ]
         *     }
         */
        ScoredLeads: {
            results: ({
                index: number;
                lead: components["schemas"]["ScoredLead"];
                status: number;
            } | {
                error: components["schemas"]["Problem"];
                index: number;
                status: number;
            })[];
        };
        /**
         * @example {
         *       "model": "engagement",
         *       "at": "2026-11-20T10:15:02.418Z",
         *       "halfLifeDays": 30,
         *       "score": 42.6,
         *       "temperature": "warm",
         *       "fit": {
         *         "points": 45,
         *         "grade": "A",
         *         "due": null,
         *         "next": null,
         *         "rules": [
         *           {
         *             "when": "lead.fields.employees >= 50",
         *             "points": 45,
         *             "reason": "Fifty people or more",
         *             "holds": true
         *           }
         *         ]
         *       },
         *       "groups": [
         *         {
         *           "group": "email",
         *           "points": 42.6,
         *           "overDay": 0,
         *           "lost": 0,
         *           "cap": 80,
         *           "perDay": 40,
         *           "counted": 42.6,
         *           "settled": 0,
         *           "entries": [
         *             {
         *               "key": "event/01a2020c-8f00-7c31-9d5e-0000000000e1",
         *               "kind": "points",
         *               "group": "email",
         *               "points": 45,
         *               "worth": 42.6,
         *               "reason": "Followed a link to the prices",
         *               "at": "2026-11-18T00:45:00.000Z"
         *             }
         *           ]
         *         }
         *       ],
         *       "returns": [],
         *       "recency": {
         *         "points": 0,
         *         "last": "2026-11-18T00:45:00.000Z"
         *       },
         *       "externals": [
         *         {
         *           "service": "website-intent",
         *           "value": 72.5,
         *           "at": "2026-11-20T10:15:00.000Z",
         *           "counted": 0,
         *           "weight": null,
         *           "expires": null,
         *           "reason": null
         *         }
         *       ],
         *       "thresholds": [
         *         {
         *           "name": "warm",
         *           "at": 20,
         *           "minGrade": null,
         *           "missing": 0,
         *           "until": "2026-12-23T06:00:00.000Z"
         *         },
         *         {
         *           "name": "mql",
         *           "at": 60,
         *           "minGrade": "B",
         *           "missing": 17.4,
         *           "until": null
         *         }
         *       ],
         *       "mql": {
         *         "minGrade": "B",
         *         "gradeSuffices": true,
         *         "rearmBelow": 45,
         *         "armed": true,
         *         "nurture": null,
         *         "fastTrack": [
         *           {
         *             "on": "custom",
         *             "name": "demo_requested",
         *             "minGrade": "C"
         *           }
         *         ]
         *       },
         *       "account": {
         *         "name": "Acme Ltd",
         *         "score": 61.2,
         *         "best": 42.6
         *       }
         *     }
         */
        ScoreExplanation: {
            /** @description Its company. */
            account: {
                best: number;
                name: string;
                score: number;
            } | null;
            /**
             * Format: date-time
             * @description The moment for which all of it holds.
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            externals: {
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC
                 * @example 2026-11-21T09:00:00.000Z
                 */
                at: string;
                counted: number;
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC
                 * @example 2026-11-21T09:00:00.000Z
                 */
                expires: string | null;
                reason: string | null;
                service: string;
                value: number;
                /** @description Null when the model does not name the service. */
                weight: number | null;
            }[];
            fit: {
                /** @description What the rules give now, where the lead still goes by another model: its turn has not come. Null when it is the same. */
                due: {
                    /** @enum {string} */
                    grade: "A" | "B" | "C" | "D";
                    points: number;
                } | null;
                /** @enum {string} */
                grade: "A" | "B" | "C" | "D";
                /** @description The next better grade; null at A. */
                next: {
                    /** @enum {string} */
                    grade: "A" | "B" | "C" | "D";
                    missing: number;
                } | null;
                points: number;
                rules: {
                    holds: boolean;
                    points: number;
                    reason: string;
                    when: string;
                }[];
            };
            groups: {
                cap: number | null;
                counted: number;
                /** @description Newest first. */
                entries: {
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    at: string;
                    group: string;
                    key: string;
                    /** @enum {string} */
                    kind: "points" | "external" | "return" | "correction";
                    /** @description As they were earned. */
                    points: number;
                    reason: string;
                    /** @description As they are now. */
                    worth: number;
                }[];
                group: string;
                /** @description What was taken away; subtracted after the cap. */
                lost: number;
                /** @description What of them the limit of a day left out. */
                overDay: number;
                perDay: number | null;
                /** @description What its gains are worth now, before any limit. */
                points: number;
                /** @description What the entries do not explain: added up by an older version or another half-life. */
                settled: number;
            }[];
            halfLifeDays: number;
            model: string;
            mql: {
                /** @description Whether reaching the threshold would give the lead to sales. */
                armed: boolean;
                /** @description By these a lead asks for sales itself. */
                fastTrack: {
                    /** @enum {string|null} */
                    minGrade: "A" | "B" | "C" | "D" | null;
                    name: string | null;
                    on: string;
                }[];
                gradeSuffices: boolean;
                /** @enum {string} */
                minGrade: "A" | "B" | "C" | "D";
                /** @description What it has had of us, when the model asks for that. */
                nurture: {
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    first: string | null;
                    mails: number;
                    needed: number;
                    neededDays: number;
                    /**
                     * Format: date-time
                     * @description When it is asked again; null when it had enough.
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    until: string | null;
                } | null;
                rearmBelow: number;
            };
            /** @description Points for how long ago the newest gain was; null when the model has no such rule. */
            recency: {
                /**
                 * Format: date-time
                 * @description When points were gained last.
                 * @example 2026-11-21T09:00:00.000Z
                 */
                last: string | null;
                points: number;
            } | null;
            returns: {
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC
                 * @example 2026-11-21T09:00:00.000Z
                 */
                at: string;
                reason: string;
                /** @description What stayed of all that was earned until then, 0 to 1. */
                share: number;
            }[];
            score: number;
            /** @enum {string} */
            temperature: "cold" | "warm" | "hot";
            thresholds: {
                at: number;
                /**
                 * @description The least grade with which it counts.
                 * @enum {string|null}
                 */
                minGrade: "A" | "B" | "C" | "D" | null;
                missing: number;
                /** @enum {string} */
                name: "warm" | "hot" | "prospect" | "mql";
                /**
                 * Format: date-time
                 * @description Until when it stays reached if nothing else happens.
                 * @example 2026-11-21T09:00:00.000Z
                 */
                until: string | null;
            }[];
        };
        /**
         * @example {
         *       "name": "large-sites",
         *       "condition": "lead.fields.employees >= 250 || lead.fields.sites >= 5",
         *       "leads": 1204,
         *       "starts": [
         *         "large-sites-welcome"
         *       ],
         *       "watchedSince": "2026-11-02T08:15:00.000Z"
         *     }
         */
        Segment: {
            condition: string;
            /** @description How many are in it at this moment; null: it took too long to count. */
            leads: number | null;
            name: string;
            /** @description Sequences that begin when a lead comes to be in it. */
            starts: string[];
            /**
             * Format: date-time
             * @description Since when its members are known one by one.
             * @example 2026-11-21T09:00:00.000Z
             */
            watchedSince: string | null;
        };
        /**
         * @example {
         *       "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *       "email": "ann@example.com",
         *       "since": "2026-11-20T10:15:00.000Z"
         *     }
         */
        SegmentMember: {
            email: string;
            /** Format: uuid */
            leadId: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            since: string;
        };
        SequenceDetail: components["schemas"]["SequenceSummary"] & {
            /** @description How many active enrollments stand at each step. */
            at: {
                [key: string]: number;
            };
            program: {
                entry: string | null;
                sequence: string;
            } & {
                [key: string]: unknown;
            };
            /** @description The YAML as it was published. */
            source: string;
        };
        SequenceExplanation: {
            name: string;
            /** @description Plain sentences, over several lines. */
            text: string;
            version: number;
        };
        SequenceGraph: {
            /** @description A flowchart in the language of Mermaid. */
            mermaid: string;
            name: string;
            version: number;
        };
        SequenceSummary: {
            active: number;
            ended: number;
            name: string;
            /**
             * Format: date-time
             * @description Since when a pause holds all of it.
             * @example 2026-11-21T09:00:00.000Z
             */
            pausedSince: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            publishedAt: string;
            version: number;
        };
        SequenceVersion: {
            name: string;
            program: {
                entry: string | null;
                sequence: string;
            } & {
                [key: string]: unknown;
            };
            /** @description The YAML as it was published. */
            source: string;
            version: number;
        };
        /**
         * @example {
         *       "id": "01a2020c-8f00-7c31-9d5e-000000000013",
         *       "source": "webinar",
         *       "from": "2026-03-01",
         *       "to": "2026-03-31",
         *       "amount": "1200.50",
         *       "currency": "EUR",
         *       "note": "Stand and coffee",
         *       "actor": "api/crm",
         *       "at": "2026-11-20T10:15:02.418Z",
         *       "voidedAt": null,
         *       "voidedBy": null
         *     }
         */
        SourceCost: {
            actor: string;
            /**
             * @description Decimal, with two places.
             * @example 1200.50
             */
            amount: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            currency: string;
            /**
             * Format: date
             * @example 2026-03-31
             */
            from: string;
            /** Format: uuid */
            id: string;
            note: string | null;
            source: string;
            /**
             * Format: date
             * @example 2026-03-31
             */
            to: string;
            /**
             * Format: date-time
             * @description It was entered by mistake and counts nowhere.
             * @example 2026-11-21T09:00:00.000Z
             */
            voidedAt: string | null;
            voidedBy: string | null;
        };
        /**
         * @example {
         *       "source": "webinar",
         *       "declared": {
         *         "label": "Webinars",
         *         "channel": "event",
         *         "partner": null,
         *         "kind": null,
         *         "consent": null,
         *         "alertAt": {
         *           "bounces": 0.05,
         *           "complaints": 0.01,
         *           "fakes": 0.05,
         *           "duplicates": 0.3
         *         }
         *       },
         *       "leads": 240,
         *       "engaged": 96,
         *       "mql": 30,
         *       "customers": 6,
         *       "temperature": {
         *         "cold": 150,
         *         "warm": 70,
         *         "hot": 20
         *       },
         *       "costs": [
         *         {
         *           "currency": "EUR",
         *           "amount": "1200.50",
         *           "perLead": "5.00",
         *           "perMql": "40.02",
         *           "perCustomer": "200.08"
         *         }
         *       ]
         *     }
         */
        SourceReport: {
            /** @description One entry a currency. */
            costs: {
                /**
                 * @description Decimal, with two places.
                 * @example 1200.50
                 */
                amount: string;
                currency: string;
                /**
                 * @description Null when there were none to divide by.
                 * @example 40.02
                 */
                perCustomer: string | null;
                /**
                 * @description Null when there were none to divide by.
                 * @example 40.02
                 */
                perLead: string | null;
                /**
                 * @description Null when there were none to divide by.
                 * @example 40.02
                 */
                perMql: string | null;
            }[];
            customers: number;
            /** @description As `sources.yaml` has it; null when it does not. */
            declared: {
                alertAt: {
                    bounces: number;
                    complaints: number;
                    duplicates: number;
                    fakes: number;
                };
                /** @enum {string} */
                channel: "search" | "ads" | "social" | "referral" | "event" | "partner" | "list" | "co-registration" | "direct" | "content" | "other";
                /**
                 * @description What its leads need before they are nurtured.
                 * @enum {string|null}
                 */
                consent: "express" | "confirmed" | null;
                /** @enum {string|null} */
                kind: "consumer" | "target" | null;
                label: string | null;
                partner: string | null;
            } | null;
            engaged: number;
            /** @description First known in the period. All that follows is about these, until now. */
            leads: number;
            /** @description Ever ready for sales. */
            mql: number;
            /** @description Null: leads of which nobody told a source. */
            source: string | null;
            temperature: {
                cold: number;
                hot: number;
                warm: number;
            };
        };
        /**
         * @example {
         *       "source": "installer-portal",
         *       "score": 41,
         *       "figures": {
         *         "leads": 120,
         *         "bounces": 14,
         *         "complaints": 0,
         *         "fakes": 2,
         *         "duplicates": 5,
         *         "asked": 60,
         *         "unconfirmed": 22
         *       },
         *       "shares": [
         *         {
         *           "kind": "bounces",
         *           "counted": 14,
         *           "of": 120,
         *           "share": 0.1167,
         *           "low": 0.0708,
         *           "limit": 0.03
         *         }
         *       ],
         *       "alert": {
         *         "id": "01a2020c-8f00-7c31-9d5e-000000000017",
         *         "openedAt": "2026-11-02T08:15:00.000Z"
         *       }
         *     }
         */
        SourceStanding: {
            /** @description Since when the source counts as bad. */
            alert: {
                /** Format: uuid */
                id: string;
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC
                 * @example 2026-11-21T09:00:00.000Z
                 */
                openedAt: string;
            } | null;
            figures: {
                asked: number;
                bounces: number;
                complaints: number;
                duplicates: number;
                fakes: number;
                leads: number;
                unconfirmed: number;
            };
            /** @description 0 to 100; 100 is without trouble, 50 surely at a limit. */
            score: number;
            shares: {
                counted: number;
                /** @enum {string} */
                kind: "bounces" | "complaints" | "fakes" | "duplicates" | "unconfirmed";
                limit: number;
                /** @description What the share is at least, with a certainty of 95 %. */
                low: number;
                of: number;
                share: number;
            }[];
            source: string;
        };
        /**
         * @example {
         *       "stage": "customer",
         *       "reason": "Signed the contract of 20 November"
         *     }
         */
        StageMove: {
            /** @description Recorded with the move. */
            reason: string;
            /** @enum {string} */
            stage: "awareness" | "name" | "engaged" | "prospect" | "mql" | "sql" | "opportunity" | "customer" | "recycled" | "disqualified";
        };
        Status: {
            enrollments: {
                active?: number;
                completed?: number;
                converted?: number;
                exited?: number;
                failed?: number;
                stopped?: number;
            };
            handoffs: {
                accepted?: number;
                lost?: number;
                open?: number;
                returned?: number;
                won?: number;
            };
            /** @description Incoming mails that wait: held for a person, pending for a process. */
            inbound: {
                held: number;
                pending: number;
            };
            leads: {
                awareness?: number;
                customer?: number;
                disqualified?: number;
                engaged?: number;
                mql?: number;
                name?: number;
                opportunity?: number;
                prospect?: number;
                recycled?: number;
                sql?: number;
            };
            mailboxes: {
                lastError: string | null;
                lastUid: number;
                mailbox: string;
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC
                 * @example 2026-11-21T09:00:00.000Z
                 */
                readAt: string | null;
                uidValidity: string;
            }[];
            messages: {
                CLAIMED?: number;
                DEFERRED?: number;
                FAILED?: number;
                IN_FLIGHT?: number;
                PENDING?: number;
                SENT?: number;
                SKIPPED?: number;
                SUPPRESSED?: number;
                UNKNOWN?: number;
            };
            outbox: {
                dead: number;
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC
                 * @example 2026-11-21T09:00:00.000Z
                 */
                oldest: string | null;
                waiting: number;
            };
            retention: {
                /** @description Periods that the last run could not keep. */
                failed: string[];
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC
                 * @example 2026-11-21T09:00:00.000Z
                 */
                lastRun: string | null;
            };
            tasks: {
                open: number;
            };
            /** @description Messages to other systems; `dead` were given up. */
            webhooks: {
                dead: number;
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC
                 * @example 2026-11-21T09:00:00.000Z
                 */
                oldest: string | null;
                waiting: number;
            };
        };
        /**
         * @example {
         *       "reason": "unsubscribe",
         *       "entries": [
         *         {
         *           "id": "01a2020c-8f00-7c31-9d5e-00000000001c",
         *           "scope": "all",
         *           "reason": "unsubscribe",
         *           "detail": "by the link of a mail",
         *           "actor": "lead",
         *           "at": "2026-11-20T10:15:00.000Z",
         *           "liftedAt": null,
         *           "liftedBy": null,
         *           "liftedFor": null
         *         }
         *       ]
         *     }
         */
        Suppressed: {
            entries: components["schemas"]["SuppressionEntry"][];
            /**
             * @description The gravest in force for all mail; null when there is none.
             * @enum {string|null}
             */
            reason: "manual" | "bounce_hard" | "unsubscribe" | "complaint" | "legal" | null;
        };
        SuppressionEntry: {
            actor: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            detail: string | null;
            id: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            liftedAt: string | null;
            liftedBy: string | null;
            /**
             * @description By what right it was lifted.
             * @enum {string|null}
             */
            liftedFor: "consent" | "address" | "manual" | "legal" | null;
            /** @enum {string} */
            reason: "manual" | "bounce_hard" | "unsubscribe" | "complaint" | "legal";
            scope: string;
        };
        /**
         * @example {
         *       "address": "ann@example.com",
         *       "reason": "bounce_hard",
         *       "right": "address",
         *       "why": "Her mailbox works again, she wrote on 20 November"
         *     }
         */
        SuppressionLifting: {
            address: string;
            /** @enum {string} */
            reason: "manual" | "bounce_hard" | "unsubscribe" | "complaint" | "legal";
            /**
             * @description By what right. A consent lifts an `unsubscribe` by being recorded.
             * @enum {string}
             */
            right: "address" | "manual" | "legal";
            /** @description `all`, or `topic/PURPOSE`: only the mails of that purpose. */
            scope?: string;
            /** @description For the record. */
            why: string;
        };
        Task: {
            /** @description Who is to do it, by address; null: whoever looks first. */
            assignee: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            createdAt: string;
            detail: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            doneAt: string | null;
            doneBy: string | null;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            inboundItemId: string | null;
            /** @description What makes it necessary: one key, one task. */
            key: string;
            /** @enum {string} */
            kind: "reply" | "match" | "referral" | "wrong-person" | "call" | "left-company" | "challenge" | "template" | "source" | "mend";
            lead: {
                email: string;
                /** Format: uuid */
                id: string;
                name: string | null;
            } | null;
            /** Format: uuid */
            leadId: string | null;
            /** @description The incoming mail that it is about. */
            mail: {
                from: string | null;
                intent: string | null;
                subject: string | null;
                /** @description Its first words. */
                text: string | null;
            } | null;
            /** @description Of a mail that could not be matched: leads with the address of its sender. */
            perhaps: {
                email: string;
                /** Format: uuid */
                id: string;
                name: string | null;
            }[];
            title: string;
        };
        ThreadEntry: {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            /** @enum {string} */
            kind: "mail";
            message: components["schemas"]["Message"];
        } | {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            /** @enum {string} */
            kind: "letter";
            letter: components["schemas"]["Letter"];
        } | {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            item: components["schemas"]["InboundItem"];
            /** @enum {string} */
            kind: "received";
        };
        /**
         * @example {
         *       "kind": "event",
         *       "at": "2026-11-20T10:15:00.000Z",
         *       "eventId": "01a2020c-8f00-7c31-9d5e-0000000000e1",
         *       "event": "click",
         *       "name": null,
         *       "link": "pricing",
         *       "stepId": "first-steps",
         *       "text": null,
         *       "verdict": "human",
         *       "report": null,
         *       "returnsOn": null,
         *       "via": null
         *     }
         */
        TimelineEntry: {
            actor: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            /** @enum {string|null} */
            from: "awareness" | "name" | "engaged" | "prospect" | "mql" | "sql" | "opportunity" | "customer" | "recycled" | "disqualified" | null;
            /** @enum {string} */
            kind: "stage";
            reason: string;
            /** @enum {string} */
            to: "awareness" | "name" | "engaged" | "prospect" | "mql" | "sql" | "opportunity" | "customer" | "recycled" | "disqualified";
        } | {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            /** @enum {string} */
            kind: "enrolled";
            number: number;
            origin: string;
            sequence: string;
            /** @description The one it began with. */
            version: number;
        } | {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            /** @enum {string} */
            kind: "ended";
            /** @enum {string} */
            outcome: "completed" | "converted" | "exited" | "stopped" | "failed";
            reason: string | null;
            sequence: string;
        } | {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            /** @description The name of the broadcast that it is a mail of. */
            broadcast: string | null;
            /** @description The colleague it went to; null when it is to the lead. */
            colleague: string | null;
            detail: string | null;
            /** @enum {string} */
            kind: "mail";
            messageId: string;
            /** @description Who said what became of it, when nobody could know. */
            resolvedBy: string | null;
            sequence: string | null;
            /** @enum {string} */
            state: "PENDING" | "CLAIMED" | "IN_FLIGHT" | "SENT" | "DEFERRED" | "FAILED" | "SUPPRESSED" | "SKIPPED" | "UNKNOWN";
            stepId: string | null;
            subject: string | null;
            /** @description Of mail to the lead: what it is made from. */
            template: string | null;
            /** @description Who wrote it by hand; null when it is made from a template. */
            writer: string | null;
        } | {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            /** @description What was true, so that it went there; null when the step is gone. */
            condition: string | null;
            /** @enum {string} */
            kind: "branch";
            sequence: string;
            stepId: string;
            /** @description The step that it led to; null: the end, or the step is gone. */
            to: string | null;
        } | {
            arm: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            /** @enum {string} */
            kind: "split";
            sequence: string;
            stepId: string;
        } | {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            /** @description Why the last try failed, while it is tried again. */
            failure: string | null;
            /** @enum {string} */
            kind: "call";
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            nextTry: string | null;
            sequence: string;
            /** @description Of the answer; 0: none came until it was given up; null: it is tried again. */
            status: number | null;
            stepId: string;
        } | {
            /** @enum {string} */
            act: "set" | "tag" | "start" | "stop" | "handoff";
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            detail: string;
            /** @enum {string} */
            kind: "act";
            sequence: string;
            stepId: string;
        } | {
            actor: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            /** @enum {string} */
            kind: "pause";
            reason: string | null;
            /** @enum {string} */
            scope: "sequence" | "lead" | "enrollment";
            /** @description Null when it was the lead as a whole. */
            sequence: string | null;
            /** @enum {string} */
            what: "paused" | "resumed";
        } | {
            actor: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            /** @description The step at which it stood; null: between two steps. */
            from: string | null;
            /** @enum {string} */
            kind: "moved";
            sequence: string;
            to: string;
        } | {
            actor: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            /** @enum {string} */
            kind: "stopping";
            sequence: string;
        } | {
            actor: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            /** @description Of the other; null when it is gone and the merge cannot be undone any more. */
            email: string | null;
            /** @enum {string} */
            kind: "merged" | "unmerged";
            mergeId: string;
            /** @description In the words of whoever merged them. */
            note: string | null;
            /** @description The other of the two leads. */
            otherId: string;
            /** @enum {string} */
            reason: "address" | "phone" | "person";
        } | {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            /** @description The step at which it stood; null: between two steps. */
            from: string | null;
            fromVersion: number;
            /** @enum {string} */
            kind: "migrated";
            sequence: string;
            to: string | null;
            toVersion: number;
        } | {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            /** @enum {string} */
            event: "sent" | "open" | "click" | "click_held" | "click_machine" | "reply" | "auto_reply" | "bounce_hard" | "bounce_soft" | "complaint" | "unsubscribe" | "preferences" | "form" | "page_view" | "custom" | "touch";
            eventId: string;
            /** @enum {string} */
            kind: "event";
            link: string | null;
            name: string | null;
            /** @description Of a bounce or a complaint: what was said of the mail. */
            report: {
                class: string | null;
                diagnostic: string | null;
                status: string | null;
            } | null;
            /** @description Of an automatic answer: the day on which the lead is back. */
            returnsOn: string | null;
            stepId: string | null;
            text: string | null;
            /** @description Of an open or a click at an address of ours: whose it was, as far as can be told. */
            verdict: string | null;
            /** @description Of an opt-out: the way it came. */
            via: string | null;
        } | {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            group: string;
            /** @enum {string} */
            kind: "score";
            /** @description Booked after something that happened later, which scoreAfter holds. */
            late: boolean;
            points: number;
            reason: string;
            scoreAfter: number;
            /** @description Of a score of another service: what it told. */
            told: number | null;
        } | {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            /** @enum {string} */
            kind: "model";
            model: string;
            version: number;
        } | {
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            at: string;
            handoffId: string;
            /** @enum {string} */
            kind: "handoff";
            reason: string | null;
            salesperson: string | null;
            /** @enum {string} */
            what: "opened" | "offered" | "lapsed" | "accepted" | "contacted" | "planned" | "meeting" | "won" | "lost" | "returned";
        };
        /**
         * @example {
         *       "id": "01a2020c-8f00-7c31-9d5e-000000000016",
         *       "endpoint": "crm",
         *       "type": "lead.score_changed",
         *       "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *       "state": "dead",
         *       "data": {
         *         "lead": "01a2020c-8f00-7c31-9d5e-0000000000a1",
         *         "score": {
         *           "before": 36.1,
         *           "after": 42.6
         *         },
         *         "grade": "A",
         *         "temperature": "warm",
         *         "stage": "prospect",
         *         "actor": "event click",
         *         "reason": "Followed a link to the prices",
         *         "workspace": 7
         *       },
         *       "createdAt": "2026-11-17T06:00:00.000Z",
         *       "attempts": 10,
         *       "nextAt": null,
         *       "lastStatus": 503,
         *       "lastError": "the answer was 503",
         *       "settledAt": "2026-11-20T10:15:02.418Z"
         *     }
         */
        WebhookDelivery: {
            attempts: number;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            createdAt: string;
            data: {
                [key: string]: unknown;
            };
            endpoint: string;
            /**
             * Format: uuid
             * @description The same on every try: `webhook-id`.
             */
            id: string;
            lastError: string | null;
            lastStatus: number | null;
            /** Format: uuid */
            leadId: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            nextAt: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            settledAt: string | null;
            /** @enum {string} */
            state: "waiting" | "delivered" | "dead";
            type: string;
        };
        /**
         * @example {
         *       "endpoint": "crm",
         *       "origin": "https://crm.example.com",
         *       "types": [
         *         "lead.score_changed",
         *         "lead.stage_changed"
         *       ],
         *       "scoreStep": 5,
         *       "disabled": false,
         *       "waiting": 3,
         *       "dead": 1,
         *       "oldest": "2026-11-20T10:15:00.000Z",
         *       "lastDeliveredAt": "2026-11-02T08:15:00.000Z",
         *       "failures": 2,
         *       "failingSince": "2026-11-20T10:15:00.000Z",
         *       "lastAt": "2026-11-20T10:15:02.418Z",
         *       "lastStatus": 503,
         *       "gone": false,
         *       "lastError": "the answer was 503"
         *     }
         */
        WebhookEndpoint: {
            dead: number;
            disabled: boolean;
            endpoint: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            failingSince: string | null;
            /** @description Answers since the last good one. */
            failures: number;
            /** @description It answered 410: nothing is sent to it until a person sees to it. */
            gone: boolean;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            lastAt: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             * @example 2026-11-21T09:00:00.000Z
             */
            lastDeliveredAt: string | null;
            lastError: string | null;
            lastStatus: number | null;
            /**
             * Format: date-time
             * @description Since when the oldest that waits is there.
             * @example 2026-11-21T09:00:00.000Z
             */
            oldest: string | null;
            /** @description Scheme, host and port of its URL; null when the settings do not have it. */
            origin: string | null;
            scoreStep: number | null;
            types: string[];
            waiting: number;
        };
        /**
         * @example {
         *       "since": "2026-11-20T00:00:00Z"
         *     }
         */
        WebhookReplay: {
            /**
             * @description All that were given up.
             * @enum {boolean}
             */
            dead?: true;
            ids?: string[];
            /**
             * Format: date-time
             * @description All that were made since then, whatever became of them.
             */
            since?: string;
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
    listAccounts: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                limit?: number;
                /** @description Part of the name or the domain. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "01a2020c-8f00-7c31-9d5e-000000000019",
                     *           "name": "Acme Ltd",
                     *           "domain": "acme.example",
                     *           "leads": 3,
                     *           "score": 61.2,
                     *           "createdAt": "2026-11-02T08:15:00.000Z"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Account"][];
                        /** @description Goes into `after` of the following call; null at the end. */
                        next: string | null;
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of the company, in any case. */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The company */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountWithLeads"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ACCOUNT_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    checkAddresses: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddressesToCheck"];
            };
        };
        responses: {
            /** @description In their order */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "address": "bob@gmial.com",
                     *           "verdict": "risky",
                     *           "reasons": [
                     *             "typo"
                     *           ],
                     *           "suggestion": "bob@gmail.com"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["AddressVerdict"][];
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSourceStandings: {
        parameters: {
            query?: {
                source?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sources */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "source": "installer-portal",
                     *           "score": 41,
                     *           "figures": {
                     *             "leads": 120,
                     *             "bounces": 14,
                     *             "complaints": 0,
                     *             "fakes": 2,
                     *             "duplicates": 5,
                     *             "asked": 60,
                     *             "unconfirmed": 22
                     *           },
                     *           "shares": [
                     *             {
                     *               "kind": "bounces",
                     *               "counted": 14,
                     *               "of": 120,
                     *               "share": 0.1167,
                     *               "low": 0.0708,
                     *               "limit": 0.03
                     *             }
                     *           ],
                     *           "alert": {
                     *             "id": "01a2020c-8f00-7c31-9d5e-000000000017",
                     *             "openedAt": "2026-11-02T08:15:00.000Z"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["SourceStanding"][];
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listBatches: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "01a2020c-8f00-7c31-9d5e-000000000015",
                     *           "sequence": "welcome",
                     *           "status": "running",
                     *           "pace": 20,
                     *           "total": 1204,
                     *           "looked": 400,
                     *           "enrolled": 310,
                     *           "filter": {
                     *             "when": null,
                     *             "segment": "large-sites",
                     *             "source": null,
                     *             "tag": null
                     *           },
                     *           "refused": {
                     *             "NOT_MEANT": 88,
                     *             "ALREADY_ENROLLED": 2
                     *           },
                     *           "createdAt": "2026-11-20T10:15:00.000Z",
                     *           "endedAt": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Batch"][];
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBatch"];
            };
        };
        responses: {
            /** @description It has begun */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description SEQUENCE_UNKNOWN, SEGMENT_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WORKSPACE_EMPTY */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH, CONDITION_INVALID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The mass enrollment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BATCH_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stopBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The mass enrollment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BATCH_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listBroadcasts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Broadcast"][];
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginBroadcast: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBroadcast"];
            };
        };
        responses: {
            /** @description It has been ordered */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Broadcast"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TEMPLATE_UNKNOWN, SEGMENT_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BROADCAST_EXISTS, WORKSPACE_EMPTY */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH, SENDER_UNKNOWN, CONDITION_INVALID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBroadcast: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name or id of the broadcast. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BroadcastReport"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BROADCAST_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pauseBroadcast: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Name or id of the broadcast. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["BroadcastPauseReason"];
            };
        };
        responses: {
            /** @description The broadcast */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Broadcast"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BROADCAST_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BROADCAST_ENDED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeBroadcast: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Name or id of the broadcast. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The broadcast */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Broadcast"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BROADCAST_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BROADCAST_ENDED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stopBroadcast: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Name or id of the broadcast. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The broadcast */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Broadcast"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BROADCAST_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BROADCAST_ENDED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forecastBroadcast: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BroadcastQuestion"];
            };
        };
        responses: {
            /** @description The figures */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BroadcastForecast"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description SEGMENT_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WORKSPACE_EMPTY */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH, CONDITION_INVALID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDuplicates: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "leads": [
                     *             {
                     *               "id": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                     *               "email": "ann@example.com",
                     *               "name": "Ann Lee",
                     *               "company": "Acme Ltd",
                     *               "phone": "+4533123456",
                     *               "stage": "prospect"
                     *             },
                     *             {
                     *               "id": "01a2020c-8f00-7c31-9d5e-0000000000a2",
                     *               "email": "ann.lee@example.com",
                     *               "name": "Ann Lee",
                     *               "company": "Acme Ltd",
                     *               "phone": null,
                     *               "stage": "name"
                     *             }
                     *           ],
                     *           "reason": "phone-and-name",
                     *           "foundAt": "2026-11-02T08:15:00.000Z"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Duplicate"][];
                        /** @description Goes into `after` of the following call; null at the end. */
                        next: string | null;
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tellApart: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id or e-mail address of the lead. */
                lead: string;
                /** @description Id or e-mail address of the lead. */
                other: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Noted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "distinct": true
                     *     }
                     */
                    "application/json": {
                        /** @enum {boolean} */
                        distinct: true;
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEADS_SAME */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEnrollments: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Id or e-mail address of the lead. */
                lead?: string;
                limit?: number;
                sequence?: string;
                status?: "active" | "completed" | "converted" | "exited" | "stopped" | "failed";
                /** @description The id of the step at which they stand. */
                step?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "01a2020c-8f00-7c31-9d5e-00000000001d",
                     *           "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                     *           "email": "ann@example.com",
                     *           "sequence": "welcome",
                     *           "version": 3,
                     *           "number": 1,
                     *           "workflowId": "nurture/01a2020c-8f00-7c31-9d5e-0000000000a1/welcome/1",
                     *           "status": "active",
                     *           "reason": null,
                     *           "stepId": "three-days",
                     *           "waitUntil": "2026-11-23T08:00:00.000Z",
                     *           "heldBy": null,
                     *           "paused": false,
                     *           "origin": "by hand",
                     *           "createdAt": "2026-11-20T10:15:00.000Z",
                     *           "endedAt": null
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Enrollment"][];
                        /** @description Goes into `after` of the following call; null at the end. */
                        next: string | null;
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    enroll: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewEnrollment"];
            };
        };
        responses: {
            /** @description The enrollment; its first step runs within seconds */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Enrollment"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN, SEQUENCE_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ALREADY_ENROLLED, LEAD_SUPPRESSED, STAGE_ILLEGAL, ENTRY_REFUSED, REENTRY_REFUSED, LEAD_TAKEN, COLLEAGUE_WITH_SALES */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getEnrollment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The enrollment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Enrollment"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ENROLLMENT_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    moveEnrollment: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPlace"];
            };
        };
        responses: {
            /** @description The enrollment; it goes there within seconds */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Enrollment"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ENROLLMENT_UNKNOWN, STEP_MISSING */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ENROLLMENT_ENDED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pauseEnrollment: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PauseReason"];
            };
        };
        responses: {
            /** @description The pause */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pause"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ENROLLMENT_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeEnrollment: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Resumed"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ENROLLMENT_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stopEnrollment: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The enrollment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Enrollment"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ENROLLMENT_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listErasures: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "01a2020c-8f00-7c31-9d5e-000000000018",
                     *           "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                     *           "actor": "api/crm",
                     *           "reason": "Asked by mail on 20 November",
                     *           "requestedAt": "2026-11-20T10:15:02.418Z",
                     *           "doneAt": null,
                     *           "counts": {
                     *             "event": 12,
                     *             "message": 3,
                     *             "consent": 1
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Erasure"][];
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postEvents: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `id` of a CloudEvent whose data is the body (binary mode), percent-encoded. */
                "ce-id"?: string;
                /** @description The `source` of a CloudEvent whose data is the body (binary mode), percent-encoded. */
                "ce-source"?: string;
                /** @description The `specversion` of a CloudEvent whose data is the body (binary mode), percent-encoded. */
                "ce-specversion"?: string;
                /** @description The `subject` of a CloudEvent whose data is the body (binary mode), percent-encoded. */
                "ce-subject"?: string;
                /** @description The `time` of a CloudEvent whose data is the body (binary mode), percent-encoded. */
                "ce-time"?: string;
                /** @description The `type` of a CloudEvent whose data is the body (binary mode), percent-encoded. */
                "ce-type"?: string;
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/cloudevents-batch+json": components["schemas"]["CloudEvent"][];
                "application/cloudevents+json": components["schemas"]["CloudEvent"];
                "application/json": components["schemas"]["NewEvent"] | components["schemas"]["NewEvents"];
            };
        };
        responses: {
            /** @description Known already; or all of a batch recorded */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "eventId": "01a2020c-8f00-7c31-9d5e-0000000000e1",
                     *       "recorded": true,
                     *       "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                     *       "score": 42.6,
                     *       "stage": "prospect",
                     *       "handoffId": null,
                     *       "undeclared": false
                     *     }
                     */
                    "application/json": components["schemas"]["RecordedEvent"] | components["schemas"]["RecordedEvents"];
                };
            };
            /** @description Recorded */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordedEvent"];
                };
            };
            /** @description Some events of the batch were refused; each has its own status */
            207: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordedEvents"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description EVENT_ID_REUSED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postEventBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/cloudevents-batch+json": components["schemas"]["CloudEvent"][];
                "application/json": components["schemas"]["NewEventBatch"];
            };
        };
        responses: {
            /** @description All recorded, or known already */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordedEvents"];
                };
            };
            /** @description Some events were refused; each has its own status */
            207: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordedEvents"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listForms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "form": "energy-guide",
                     *           "title": {
                     *             "en": "Get the Night Load Guide",
                     *             "de": "Holen Sie sich den Nachtlast-Ratgeber"
                     *           },
                     *           "text": null,
                     *           "version": "3f1c9a0b",
                     *           "ask": 2,
                     *           "steps": [
                     *             {
                     *               "title": null,
                     *               "questions": [
                     *                 {
                     *                   "field": "email",
                     *                   "label": null,
                     *                   "help": null,
                     *                   "required": true,
                     *                   "as": "email",
                     *                   "options": null,
                     *                   "when": {}
                     *                 },
                     *                 {
                     *                   "field": "buildingType",
                     *                   "label": {
                     *                     "en": "What kind of building is it?"
                     *                   },
                     *                   "help": null,
                     *                   "required": false,
                     *                   "as": "choice",
                     *                   "options": [
                     *                     {
                     *                       "value": "office",
                     *                       "label": {
                     *                         "en": "Offices"
                     *                       }
                     *                     }
                     *                   ],
                     *                   "when": {}
                     *                 }
                     *               ]
                     *             }
                     *           ],
                     *           "consent": {
                     *             "purposes": [
                     *               "marketing"
                     *             ],
                     *             "wording": {
                     *               "en": "You may send me advice by e-mail."
                     *             },
                     *             "required": true,
                     *             "confirm": true
                     *           },
                     *           "address": "https://go.example.com/f/energy-guide",
                     *           "snippet": "<script src=\"https://go.example.com/f/energy-guide.js\" async></script>",
                     *           "sites": [
                     *             "https://www.example.com"
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Form"][];
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WORKSPACE_EMPTY */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getForm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the form. */
                form: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The form */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Form"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORM_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WORKSPACE_EMPTY */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    submitForm: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The name of the form. */
                form: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewFormSubmission"];
            };
        };
        responses: {
            /** @description It was taken */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FormSubmission"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORM_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WORKSPACE_EMPTY */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH, ANSWERS_INVALID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listHandoffs: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                limit?: number;
                /** @description The key of a salesperson. */
                salesperson?: string;
                status?: "open" | "accepted" | "won" | "lost" | "returned";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "01a2020c-8f00-7c31-9d5e-0000000000f1",
                     *           "number": 1,
                     *           "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                     *           "email": "ann@example.com",
                     *           "leadName": "Ann Lee",
                     *           "company": "Acme Ltd",
                     *           "status": "open",
                     *           "reason": null,
                     *           "note": null,
                     *           "score": 63.4,
                     *           "grade": "A",
                     *           "temperature": "hot",
                     *           "offer": 1,
                     *           "salesperson": {
                     *             "key": "jonas",
                     *             "name": "Jonas Weber",
                     *             "address": "jonas@example.com",
                     *             "title": "Account executive"
                     *           },
                     *           "follow": false,
                     *           "product": "monitoring",
                     *           "acceptedAt": null,
                     *           "contactedAt": null,
                     *           "meetingAt": null,
                     *           "amount": null,
                     *           "currency": null,
                     *           "againOn": null,
                     *           "attachedTo": null,
                     *           "plannedAt": null,
                     *           "plans": 0,
                     *           "queuedAt": null,
                     *           "deadline": "2026-11-23T10:15:02.418Z",
                     *           "decidedBy": null,
                     *           "createdAt": "2026-11-20T10:15:02.418Z",
                     *           "decidedAt": null
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Handoff"][];
                        /** @description Goes into `after` of the following call; null at the end. */
                        next: string | null;
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getHandoff: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The story */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandoffStory"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description HANDOFF_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    acceptHandoff: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The hand-off */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Handoff"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description HANDOFF_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description HANDOFF_DECIDED, HANDOFF_ATTACHED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    assignHandoff: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description The key in sales.yaml.
                     * @example tom
                     */
                    salesperson: string;
                };
            };
        };
        responses: {
            /** @description The hand-off */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Handoff"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description HANDOFF_UNKNOWN, SALESPERSON_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description HANDOFF_DECIDED, HANDOFF_ATTACHED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    returnHandoff: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HandoffReturn"];
            };
        };
        responses: {
            /** @description The hand-off */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Handoff"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description HANDOFF_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description HANDOFF_DECIDED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH, FIELD_INVALID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logHandoffStep: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HandoffStep"];
            };
        };
        responses: {
            /** @description The hand-off */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Handoff"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description HANDOFF_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description HANDOFF_DECIDED, HANDOFF_ATTACHED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH, FIELD_INVALID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deskNumbers: {
        parameters: {
            query?: {
                by?: "person" | "source" | "sequence" | "product";
                /** @description When the hand-offs were opened; default: 30 days ago. */
                from?: string;
                /** @description Until before this instant; default: now. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The numbers, as a whole and by group */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeskReport"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhookEndpoints: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoints */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "endpoint": "crm",
                     *           "origin": "https://crm.example.com",
                     *           "types": [
                     *             "lead.score_changed",
                     *             "lead.stage_changed"
                     *           ],
                     *           "scoreStep": 5,
                     *           "disabled": false,
                     *           "waiting": 3,
                     *           "dead": 1,
                     *           "oldest": "2026-11-20T10:15:00.000Z",
                     *           "lastDeliveredAt": "2026-11-02T08:15:00.000Z",
                     *           "failures": 2,
                     *           "failingSince": "2026-11-20T10:15:00.000Z",
                     *           "lastAt": "2026-11-20T10:15:02.418Z",
                     *           "lastStatus": 503,
                     *           "gone": false,
                     *           "lastError": "the answer was 503"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["WebhookEndpoint"][];
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                limit?: number;
                state?: "waiting" | "delivered" | "dead";
            };
            header?: never;
            path: {
                /** @description Its name in the file of TENDRIL_HOOKS. */
                endpoint: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "01a2020c-8f00-7c31-9d5e-000000000016",
                     *           "endpoint": "crm",
                     *           "type": "lead.score_changed",
                     *           "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                     *           "state": "dead",
                     *           "data": {
                     *             "lead": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                     *             "score": {
                     *               "before": 36.1,
                     *               "after": 42.6
                     *             },
                     *             "grade": "A",
                     *             "temperature": "warm",
                     *             "stage": "prospect",
                     *             "actor": "event click",
                     *             "reason": "Followed a link to the prices",
                     *             "workspace": 7
                     *           },
                     *           "createdAt": "2026-11-17T06:00:00.000Z",
                     *           "attempts": 10,
                     *           "nextAt": null,
                     *           "lastStatus": 503,
                     *           "lastError": "the answer was 503",
                     *           "settledAt": "2026-11-20T10:15:02.418Z"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["WebhookDelivery"][];
                        /** @description Goes into `after` of the following call; null at the end. */
                        next: string | null;
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ENDPOINT_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pingWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Its name in the file of TENDRIL_HOOKS. */
                endpoint: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its id, by which it is found among the deliveries */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01a2020c-8f00-7c31-9d5e-000000000016"
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: uuid
                         * @example 01a2020c-8f00-7c31-9d5e-000000000016
                         */
                        id: string;
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ENDPOINT_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replayWebhooks: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Its name in the file of TENDRIL_HOOKS. */
                endpoint: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookReplay"];
            };
        };
        responses: {
            /** @description How many wait now */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "count": 3
                     *     }
                     */
                    "application/json": {
                        /** @example 3 */
                        count: number;
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ENDPOINT_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listInbound: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                kind?: "bounce" | "complaint" | "reply" | "auto-reply" | "unsubscribe" | "other";
                /** @description Id or e-mail address of the lead. */
                lead?: string;
                limit?: number;
                status?: "pending" | "applied" | "ignored" | "held" | "dismissed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["InboundItem"][];
                        /** @description Goes into `after` of the following call; null at the end. */
                        next: string | null;
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postInbound: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewInboundMail"];
                "message/rfc822": string;
            };
        };
        responses: {
            /** @description It had come before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboundItem"];
                };
            };
            /** @description It was taken, and acted on */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboundItem"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getInbound: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The incoming mail */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboundItem"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INBOUND_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    answerInbound: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAnswer"];
            };
        };
        responses: {
            /** @description These very words had been ordered before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Letter"];
                };
            };
            /** @description It is being sent */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Letter"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INBOUND_UNKNOWN, LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INBOUND_UNANSWERABLE, LEAD_SUPPRESSED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    assignInbound: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InboundSubject"];
            };
        };
        responses: {
            /** @description The incoming mail */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboundItem"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INBOUND_UNKNOWN, LEAD_UNKNOWN, MESSAGE_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INBOUND_GONE */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dismissInbound: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The incoming mail */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboundItem"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INBOUND_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replayInbound: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The incoming mail */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboundItem"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INBOUND_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INBOUND_GONE */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "01a2020c-8f00-7c31-9d5e-00000000001e",
                     *           "name": "site",
                     *           "prefix": "td_0f2a9c71",
                     *           "scopes": [
                     *             "leads",
                     *             "events"
                     *           ],
                     *           "createdAt": "2026-11-02T08:15:00.000Z",
                     *           "lastUsedAt": "2026-11-20T10:15:02.418Z",
                     *           "revokedAt": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["ApiKey"][];
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApiKey"];
            };
        };
        responses: {
            /** @description The key, shown this once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "td_0f2a9c71_EXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLE0",
                     *       "view": {
                     *         "id": "01a2020c-8f00-7c31-9d5e-00000000001e",
                     *         "name": "site",
                     *         "prefix": "td_0f2a9c71",
                     *         "scopes": [
                     *           "leads",
                     *           "events"
                     *         ],
                     *         "createdAt": "2026-11-02T08:15:00.000Z",
                     *         "lastUsedAt": "2026-11-20T10:15:02.418Z",
                     *         "revokedAt": null
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @example td_0f2a9c71_EXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLE0 */
                        key: string;
                        view: components["schemas"]["ApiKey"];
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The revoked key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listLeads: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                limit?: number;
                /** @description Part of address, name or company. */
                search?: string;
                stage?: "awareness" | "name" | "engaged" | "prospect" | "mql" | "sql" | "opportunity" | "customer" | "recycled" | "disqualified";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                     *           "email": "ann@example.com",
                     *           "firstName": "Ann",
                     *           "lastName": "Lee",
                     *           "company": "Acme Ltd",
                     *           "title": "Head of Facilities",
                     *           "country": "DK",
                     *           "source": "guide-download",
                     *           "language": "en",
                     *           "timeZone": "Europe/Copenhagen",
                     *           "phone": "+4533123456",
                     *           "kind": "target",
                     *           "stage": "prospect",
                     *           "score": 42.6,
                     *           "grade": "A",
                     *           "gradeDue": null,
                     *           "temperature": "warm",
                     *           "fields": {
                     *             "employees": 120,
                     *             "buildingType": "office"
                     *           },
                     *           "tags": [
                     *             "spring-fair"
                     *           ],
                     *           "suppressed": null,
                     *           "consentRule": null,
                     *           "createdAt": "2026-11-02T08:15:00.000Z",
                     *           "updatedAt": "2026-11-20T10:15:02.418Z"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Lead"][];
                        /** @description Goes into `after` of the following call; null at the end. */
                        next: string | null;
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    saveLead: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewLead"];
            };
        };
        responses: {
            /** @description The address was known */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lead"];
                };
            };
            /** @description A new lead */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lead"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WORKSPACE_EMPTY */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH, ADDRESS_INVALID, ADDRESS_MULTIPLE, FIELD_INVALID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLead: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or e-mail address of the lead. */
                lead: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lead */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeadWithConsents"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listConsents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or e-mail address of the lead. */
                lead: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "01a2020c-8f00-7c31-9d5e-00000000001a",
                     *           "purpose": "marketing",
                     *           "basis": "express",
                     *           "source": "form energy-guide",
                     *           "wording": "Send me letters about energy. I can leave at any time.",
                     *           "proof": {
                     *             "method": "double-opt-in",
                     *             "wordingVersion": "2026-10",
                     *             "reference": "01a2020c-8f00-7c31-9d5e-00000000001b"
                     *           },
                     *           "actor": "confirmation",
                     *           "at": "2026-11-02T08:15:00.000Z",
                     *           "expiresAt": null,
                     *           "withdrawnAt": null,
                     *           "withdrawnBy": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Consent"][];
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recordConsent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id or e-mail address of the lead. */
                lead: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewConsent"];
            };
        };
        responses: {
            /** @description The record, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "01a2020c-8f00-7c31-9d5e-00000000001a",
                     *           "purpose": "marketing",
                     *           "basis": "express",
                     *           "source": "form energy-guide",
                     *           "wording": "Send me letters about energy. I can leave at any time.",
                     *           "proof": {
                     *             "method": "double-opt-in",
                     *             "wordingVersion": "2026-10",
                     *             "reference": "01a2020c-8f00-7c31-9d5e-00000000001b"
                     *           },
                     *           "actor": "confirmation",
                     *           "at": "2026-11-02T08:15:00.000Z",
                     *           "expiresAt": null,
                     *           "withdrawnAt": null,
                     *           "withdrawnBy": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Consent"][];
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    requestConsent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id or e-mail address of the lead. */
                lead: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewConsentRequest"];
            };
        };
        responses: {
            /** @description The request */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsentRequest"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN, SEQUENCE_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    withdrawConsent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id or e-mail address of the lead. */
                lead: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConsentWithdrawal"];
            };
        };
        responses: {
            /** @description The record, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "01a2020c-8f00-7c31-9d5e-00000000001a",
                     *           "purpose": "marketing",
                     *           "basis": "express",
                     *           "source": "form energy-guide",
                     *           "wording": "Send me letters about energy. I can leave at any time.",
                     *           "proof": {
                     *             "method": "double-opt-in",
                     *             "wordingVersion": "2026-10",
                     *             "reference": "01a2020c-8f00-7c31-9d5e-00000000001b"
                     *           },
                     *           "actor": "confirmation",
                     *           "at": "2026-11-02T08:15:00.000Z",
                     *           "expiresAt": null,
                     *           "withdrawnAt": null,
                     *           "withdrawnBy": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Consent"][];
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    eraseLead: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id or e-mail address of the lead. */
                lead: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ErasureOrder"];
            };
        };
        responses: {
            /** @description The erasure; asked again it is the same */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportLead: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or e-mail address of the lead. */
                lead: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of it, by section */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeadExport"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    markLeadFake: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id or e-mail address of the lead. */
                lead: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FakeLead"];
            };
        };
        responses: {
            /** @description The lead */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registration"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description STAGE_ILLEGAL */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMerges: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or e-mail address of the lead. */
                lead: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "01a2020c-8f00-7c31-9d5e-0000000000d1",
                     *           "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                     *           "mergedId": "01a2020c-8f00-7c31-9d5e-0000000000a2",
                     *           "mergedEmail": "ann.lee@example.com",
                     *           "keptEmail": "ann@example.com",
                     *           "reason": "person",
                     *           "note": "The same person",
                     *           "actor": "api/crm",
                     *           "at": "2026-11-20T10:15:02.418Z",
                     *           "undoUntil": "2026-12-20T10:15:02.418Z",
                     *           "undoneAt": null,
                     *           "undoneBy": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Merge"][];
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mergeLeads: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id or e-mail address of the lead. */
                lead: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MergeOrder"];
            };
        };
        responses: {
            /** @description What it would do */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MergeDone"];
                };
            };
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MergeDone"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEADS_SAME */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pauseLead: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id or e-mail address of the lead. */
                lead: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PauseReason"];
            };
        };
        responses: {
            /** @description The pause */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pause"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPreferences: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or e-mail address of the lead. */
                lead: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The preferences */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changePreferences: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or e-mail address of the lead. */
                lead: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PreferenceChange"];
            };
        };
        responses: {
            /** @description The preferences */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description SUPPRESSION_LASTING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeLead: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id or e-mail address of the lead. */
                lead: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Resumed"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    routeLead: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                lead: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The verdict on everybody */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandoffRoute"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WORKSPACE_EMPTY */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    explainScore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or e-mail address of the lead. */
                lead: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The explanation, as of now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScoreExplanation"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN, MODEL_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listLeadScores: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or e-mail address of the lead. */
                lead: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The scores */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "service": "website-intent",
                     *           "value": 72.5,
                     *           "at": "2026-11-20T10:15:00.000Z",
                     *           "detail": "visited pricing three times"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["ExternalScore"][];
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putLeadScore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or e-mail address of the lead. */
                lead: string;
                /** @description The name under which the scoring model weighs it. */
                service: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewScore"];
            };
        };
        responses: {
            /** @description The lead as it is then */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScoredLead"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN, MODEL_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    moveLead: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id or e-mail address of the lead. */
                lead: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StageMove"];
            };
        };
        responses: {
            /** @description Where it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedLead"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description STAGE_ILLEGAL */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getThread: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or e-mail address of the lead. */
                lead: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ThreadEntry"][];
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTimeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or e-mail address of the lead. */
                lead: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The timeline */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "kind": "event",
                     *           "at": "2026-11-20T10:15:00.000Z",
                     *           "eventId": "01a2020c-8f00-7c31-9d5e-0000000000e1",
                     *           "event": "click",
                     *           "name": null,
                     *           "link": "pricing",
                     *           "stepId": "first-steps",
                     *           "text": null,
                     *           "verdict": "human",
                     *           "report": null,
                     *           "returnsOn": null,
                     *           "via": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["TimelineEntry"][];
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    undoMerge: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of the merge. */
                merge: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Undone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Merge"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description MERGE_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description MERGE_UNDONE, MERGE_EXPIRED, MERGE_BURIED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMessages: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Name or id of the broadcast. */
                broadcast?: string;
                /** @description Id or e-mail address of the lead. */
                lead?: string;
                limit?: number;
                state?: "PENDING" | "CLAIMED" | "IN_FLIGHT" | "SENT" | "DEFERRED" | "FAILED" | "SUPPRESSED" | "SKIPPED" | "UNKNOWN";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Message"][];
                        /** @description Goes into `after` of the following call; null at the end. */
                        next: string | null;
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN, BROADCAST_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The mail */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description MESSAGE_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resolveMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageResolution"];
            };
        };
        responses: {
            /** @description The mail */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description MESSAGE_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description MESSAGE_SETTLED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMigrations: {
        parameters: {
            query?: {
                sequence?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Migration"][];
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMigration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The migration */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Migration"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description MIGRATION_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    listPauses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All pauses */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "scope": {
                     *             "kind": "lead",
                     *             "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1"
                     *           },
                     *           "email": "ann@example.com",
                     *           "sequence": null,
                     *           "reason": "In talks with our engineers",
                     *           "actor": "api/crm",
                     *           "since": "2026-11-20T10:15:02.418Z",
                     *           "holds": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Pause"][];
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putScores: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name under which the scoring model weighs it. */
                service: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewScores"];
            };
        };
        responses: {
            /** @description All taken */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScoredLeads"];
                };
            };
            /** @description Some were refused; each has its own status */
            207: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScoredLeads"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description MODEL_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSegments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "name": "large-sites",
                     *           "condition": "lead.fields.employees >= 250 || lead.fields.sites >= 5",
                     *           "leads": 1204,
                     *           "starts": [
                     *             "large-sites-welcome"
                     *           ],
                     *           "watchedSince": "2026-11-02T08:15:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Segment"][];
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSegment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The segment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Segment"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description SEGMENT_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description SEGMENT_SLOW */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSegmentLeads: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                     *           "email": "ann@example.com",
                     *           "firstName": "Ann",
                     *           "lastName": "Lee",
                     *           "company": "Acme Ltd",
                     *           "title": "Head of Facilities",
                     *           "country": "DK",
                     *           "source": "guide-download",
                     *           "language": "en",
                     *           "timeZone": "Europe/Copenhagen",
                     *           "phone": "+4533123456",
                     *           "kind": "target",
                     *           "stage": "prospect",
                     *           "score": 42.6,
                     *           "grade": "A",
                     *           "gradeDue": null,
                     *           "temperature": "warm",
                     *           "fields": {
                     *             "employees": 120,
                     *             "buildingType": "office"
                     *           },
                     *           "tags": [
                     *             "spring-fair"
                     *           ],
                     *           "suppressed": null,
                     *           "consentRule": null,
                     *           "createdAt": "2026-11-02T08:15:00.000Z",
                     *           "updatedAt": "2026-11-20T10:15:02.418Z"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Lead"][];
                        /** @description Goes into `after` of the following call; null at the end. */
                        next: string | null;
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description SEGMENT_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description SEGMENT_SLOW */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSegmentMembers: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page; empty where nothing waits for the segment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "leadId": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                     *           "email": "ann@example.com",
                     *           "since": "2026-11-20T10:15:00.000Z"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["SegmentMember"][];
                        /** @description Goes into `after` of the following call; null at the end. */
                        next: string | null;
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description SEGMENT_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    countLeads: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConditionToCount"];
            };
        };
        responses: {
            /** @description The number */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "leads": 1204
                     *     }
                     */
                    "application/json": {
                        /** @example 1204 */
                        leads: number;
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description SEGMENT_SLOW, WORKSPACE_EMPTY */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH, CONDITION_INVALID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSequences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All sequences */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["SequenceSummary"][];
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSequence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sequence */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SequenceDetail"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description SEQUENCE_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    explainSequence: {
        parameters: {
            query?: {
                /** @description Default: the newest. */
                version?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The explanation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SequenceExplanation"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description SEQUENCE_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSequenceGraph: {
        parameters: {
            query?: {
                /** @description Default: the newest. */
                version?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The graph */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SequenceGraph"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description SEQUENCE_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginMigration: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewMigration"];
            };
        };
        responses: {
            /** @description It has begun */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Migration"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description SEQUENCE_UNKNOWN, STEP_MISSING */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description MIGRATION_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    planMigration: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewMigrationPlan"];
            };
        };
        responses: {
            /** @description The plan */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MigrationPlan"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description SEQUENCE_UNKNOWN, STEP_MISSING */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pauseSequence: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PauseReason"];
            };
        };
        responses: {
            /** @description The pause */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pause"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description SEQUENCE_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeSequence: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Resumed"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description SEQUENCE_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSequenceVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SequenceVersion"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description SEQUENCE_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSources: {
        parameters: {
            query?: {
                /** @description The first day, in the time zone of the organisation. */
                from?: string;
                /** @description The last day. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "source": "webinar",
                     *           "declared": {
                     *             "label": "Webinars",
                     *             "channel": "event",
                     *             "partner": null,
                     *             "kind": null,
                     *             "consent": null,
                     *             "alertAt": {
                     *               "bounces": 0.05,
                     *               "complaints": 0.01,
                     *               "fakes": 0.05,
                     *               "duplicates": 0.3
                     *             }
                     *           },
                     *           "leads": 240,
                     *           "engaged": 96,
                     *           "mql": 30,
                     *           "customers": 6,
                     *           "temperature": {
                     *             "cold": 150,
                     *             "warm": 70,
                     *             "hot": 20
                     *           },
                     *           "costs": [
                     *             {
                     *               "currency": "EUR",
                     *               "amount": "1200.50",
                     *               "perLead": "5.00",
                     *               "perMql": "40.02",
                     *               "perCustomer": "200.08"
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["SourceReport"][];
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSource: {
        parameters: {
            query?: {
                /** @description The first day, in the time zone of the organisation. */
                from?: string;
                /** @description The last day. */
                to?: string;
            };
            header?: never;
            path: {
                /** @description The name of the source. */
                source: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The source */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "source": "webinar",
                     *       "declared": {
                     *         "label": "Webinars",
                     *         "channel": "event",
                     *         "partner": null,
                     *         "kind": null,
                     *         "consent": null,
                     *         "alertAt": {
                     *           "bounces": 0.05,
                     *           "complaints": 0.01,
                     *           "fakes": 0.05,
                     *           "duplicates": 0.3
                     *         }
                     *       },
                     *       "leads": 240,
                     *       "engaged": 96,
                     *       "mql": 30,
                     *       "customers": 6,
                     *       "temperature": {
                     *         "cold": 150,
                     *         "warm": 70,
                     *         "hot": 20
                     *       },
                     *       "costs": [
                     *         {
                     *           "currency": "EUR",
                     *           "amount": "1200.50",
                     *           "perLead": "5.00",
                     *           "perMql": "40.02",
                     *           "perCustomer": "200.08"
                     *         }
                     *       ],
                     *       "entries": [
                     *         {
                     *           "id": "01a2020c-8f00-7c31-9d5e-000000000013",
                     *           "source": "webinar",
                     *           "from": "2026-03-01",
                     *           "to": "2026-03-31",
                     *           "amount": "1200.50",
                     *           "currency": "EUR",
                     *           "note": "Stand and coffee",
                     *           "actor": "api/crm",
                     *           "at": "2026-11-20T10:15:02.418Z",
                     *           "voidedAt": null,
                     *           "voidedBy": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SourceReport"] & {
                        entries: components["schemas"]["SourceCost"][];
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description SOURCE_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addSourceCost: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The name of the source. */
                source: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSourceCost"];
            };
        };
        responses: {
            /** @description The cost */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceCost"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description SOURCE_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH, COST_INVALID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    voidSourceCost: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                /** @description The name of the source. */
                source: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cost */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceCost"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description COST_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSuppressions: {
        parameters: {
            query: {
                address: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is known of the address */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suppressed"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADDRESS_INVALID, ADDRESS_MULTIPLE */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addSuppression: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSuppression"];
            };
        };
        responses: {
            /** @description What is known of the address */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suppressed"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH, ADDRESS_INVALID, ADDRESS_MULTIPLE */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    liftSuppression: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SuppressionLifting"];
            };
        };
        responses: {
            /** @description What is known of the address */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suppressed"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description SUPPRESSION_LASTING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH, ADDRESS_INVALID, ADDRESS_MULTIPLE */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTasks: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                kind?: "reply" | "match" | "referral" | "wrong-person" | "call" | "left-company" | "challenge" | "template" | "source" | "mend";
                /** @description Id or e-mail address of the lead. */
                lead?: string;
                limit?: number;
                status?: "open" | "done";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Task"][];
                        /** @description Goes into `after` of the following call; null at the end. */
                        next: string | null;
                    };
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEAD_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    completeTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the same request is answered the same and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description REQUEST_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TASK_UNKNOWN */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_MISMATCH */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DATABASE_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    onHandoffAccepted: {
        parameters: {
            query?: never;
            header: {
                /** @description The same on every try: keep it to know a repeat. */
                "webhook-id": string;
                /** @description Standard Webhooks v1, one for each secret. */
                "webhook-signature": string;
                /** @description Seconds since 1970, of this try. */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "handoff.accepted",
                 *       "timestamp": "2026-11-20T10:15:02.418Z",
                 *       "data": {
                 *         "lead": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                 *         "handoff": "01a2020c-8f00-7c31-9d5e-0000000000f1",
                 *         "workspace": 7,
                 *         "reason": null,
                 *         "actor": "jonas"
                 *       }
                 *     }
                 */
                "application/json": {
                    data: {
                        actor: string;
                        /** Format: uuid */
                        handoff: string;
                        /**
                         * Format: uuid
                         * @description Who it is, GET /v1/leads/{lead} tells.
                         */
                        lead: string;
                        reason: null;
                        /** @description The number of the workspace in force. */
                        workspace?: number;
                    };
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    timestamp: string;
                    /** @enum {string} */
                    type: "handoff.accepted";
                };
            };
        };
        responses: {
            /** @description Taken */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is wanted: the endpoint is told nothing until a person sees to it */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Later: Retry-After is kept */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onHandoffAssigned: {
        parameters: {
            query?: never;
            header: {
                /** @description The same on every try: keep it to know a repeat. */
                "webhook-id": string;
                /** @description Standard Webhooks v1, one for each secret. */
                "webhook-signature": string;
                /** @description Seconds since 1970, of this try. */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "handoff.assigned",
                 *       "timestamp": "2026-11-20T10:15:02.418Z",
                 *       "data": {
                 *         "lead": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                 *         "handoff": "01a2020c-8f00-7c31-9d5e-0000000000f1",
                 *         "workspace": 7,
                 *         "offer": 1,
                 *         "salesperson": "jonas",
                 *         "because": "hand"
                 *       }
                 *     }
                 */
                "application/json": {
                    data: {
                        /**
                         * @description Whose company it is, whose turn, given by hand, next of the buying group, or in the place of somebody who sells no more.
                         * @enum {string}
                         */
                        because: "owner" | "share" | "hand" | "group" | "left";
                        /** Format: uuid */
                        handoff: string;
                        /**
                         * Format: uuid
                         * @description Who it is, GET /v1/leads/{lead} tells.
                         */
                        lead: string;
                        /** @description Its number: the first offer of a hand-off is 1. */
                        offer: number;
                        /** @description The key in sales.yaml. */
                        salesperson: string;
                        /** @description The number of the workspace in force. */
                        workspace?: number;
                    };
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    timestamp: string;
                    /** @enum {string} */
                    type: "handoff.assigned";
                };
            };
        };
        responses: {
            /** @description Taken */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is wanted: the endpoint is told nothing until a person sees to it */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Later: Retry-After is kept */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onHandoffAttached: {
        parameters: {
            query?: never;
            header: {
                /** @description The same on every try: keep it to know a repeat. */
                "webhook-id": string;
                /** @description Standard Webhooks v1, one for each secret. */
                "webhook-signature": string;
                /** @description Seconds since 1970, of this try. */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "handoff.attached",
                 *       "timestamp": "2026-11-20T10:15:02.418Z",
                 *       "data": {
                 *         "lead": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                 *         "handoff": "01a2020c-8f00-7c31-9d5e-0000000000f1",
                 *         "workspace": 7,
                 *         "to": "01a2020c-8f00-7c31-9d5e-0000000000f1"
                 *       }
                 *     }
                 */
                "application/json": {
                    data: {
                        /** Format: uuid */
                        handoff: string;
                        /**
                         * Format: uuid
                         * @description Who it is, GET /v1/leads/{lead} tells.
                         */
                        lead: string;
                        /**
                         * Format: uuid
                         * @description The hand-off that leads.
                         */
                        to: string;
                        /** @description The number of the workspace in force. */
                        workspace?: number;
                    };
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    timestamp: string;
                    /** @enum {string} */
                    type: "handoff.attached";
                };
            };
        };
        responses: {
            /** @description Taken */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is wanted: the endpoint is told nothing until a person sees to it */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Later: Retry-After is kept */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onHandoffContacted: {
        parameters: {
            query?: never;
            header: {
                /** @description The same on every try: keep it to know a repeat. */
                "webhook-id": string;
                /** @description Standard Webhooks v1, one for each secret. */
                "webhook-signature": string;
                /** @description Seconds since 1970, of this try. */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "handoff.contacted",
                 *       "timestamp": "2026-11-20T10:15:02.418Z",
                 *       "data": {
                 *         "lead": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                 *         "handoff": "01a2020c-8f00-7c31-9d5e-0000000000f1",
                 *         "workspace": 7,
                 *         "reason": null,
                 *         "actor": "jonas"
                 *       }
                 *     }
                 */
                "application/json": {
                    data: {
                        actor: string;
                        /** Format: uuid */
                        handoff: string;
                        /**
                         * Format: uuid
                         * @description Who it is, GET /v1/leads/{lead} tells.
                         */
                        lead: string;
                        reason: null;
                        /** @description The number of the workspace in force. */
                        workspace?: number;
                    };
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    timestamp: string;
                    /** @enum {string} */
                    type: "handoff.contacted";
                };
            };
        };
        responses: {
            /** @description Taken */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is wanted: the endpoint is told nothing until a person sees to it */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Later: Retry-After is kept */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onHandoffLapsed: {
        parameters: {
            query?: never;
            header: {
                /** @description The same on every try: keep it to know a repeat. */
                "webhook-id": string;
                /** @description Standard Webhooks v1, one for each secret. */
                "webhook-signature": string;
                /** @description Seconds since 1970, of this try. */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "handoff.lapsed",
                 *       "timestamp": "2026-11-20T10:15:02.418Z",
                 *       "data": {
                 *         "lead": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                 *         "handoff": "01a2020c-8f00-7c31-9d5e-0000000000f1",
                 *         "workspace": 7,
                 *         "offer": 1,
                 *         "salesperson": "jonas"
                 *       }
                 *     }
                 */
                "application/json": {
                    data: {
                        /** Format: uuid */
                        handoff: string;
                        /**
                         * Format: uuid
                         * @description Who it is, GET /v1/leads/{lead} tells.
                         */
                        lead: string;
                        /** @description Its number: the first offer of a hand-off is 1. */
                        offer: number;
                        /** @description The key in sales.yaml. */
                        salesperson: string;
                        /** @description The number of the workspace in force. */
                        workspace?: number;
                    };
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    timestamp: string;
                    /** @enum {string} */
                    type: "handoff.lapsed";
                };
            };
        };
        responses: {
            /** @description Taken */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is wanted: the endpoint is told nothing until a person sees to it */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Later: Retry-After is kept */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onHandoffLost: {
        parameters: {
            query?: never;
            header: {
                /** @description The same on every try: keep it to know a repeat. */
                "webhook-id": string;
                /** @description Standard Webhooks v1, one for each secret. */
                "webhook-signature": string;
                /** @description Seconds since 1970, of this try. */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "handoff.lost",
                 *       "timestamp": "2026-11-20T10:15:02.418Z",
                 *       "data": {
                 *         "lead": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                 *         "handoff": "01a2020c-8f00-7c31-9d5e-0000000000f1",
                 *         "workspace": 7,
                 *         "reason": "price",
                 *         "actor": "jonas"
                 *       }
                 *     }
                 */
                "application/json": {
                    data: {
                        actor: string;
                        /** Format: uuid */
                        handoff: string;
                        /**
                         * Format: uuid
                         * @description Who it is, GET /v1/leads/{lead} tells.
                         */
                        lead: string;
                        /** @enum {string} */
                        reason: "price" | "competitor" | "no_budget" | "no_need" | "no_decision" | "timing" | "other";
                        /** @description The number of the workspace in force. */
                        workspace?: number;
                    };
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    timestamp: string;
                    /** @enum {string} */
                    type: "handoff.lost";
                };
            };
        };
        responses: {
            /** @description Taken */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is wanted: the endpoint is told nothing until a person sees to it */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Later: Retry-After is kept */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onHandoffMeeting: {
        parameters: {
            query?: never;
            header: {
                /** @description The same on every try: keep it to know a repeat. */
                "webhook-id": string;
                /** @description Standard Webhooks v1, one for each secret. */
                "webhook-signature": string;
                /** @description Seconds since 1970, of this try. */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "handoff.meeting",
                 *       "timestamp": "2026-11-20T10:15:02.418Z",
                 *       "data": {
                 *         "lead": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                 *         "handoff": "01a2020c-8f00-7c31-9d5e-0000000000f1",
                 *         "workspace": 7,
                 *         "reason": null,
                 *         "actor": "jonas"
                 *       }
                 *     }
                 */
                "application/json": {
                    data: {
                        actor: string;
                        /** Format: uuid */
                        handoff: string;
                        /**
                         * Format: uuid
                         * @description Who it is, GET /v1/leads/{lead} tells.
                         */
                        lead: string;
                        reason: null;
                        /** @description The number of the workspace in force. */
                        workspace?: number;
                    };
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    timestamp: string;
                    /** @enum {string} */
                    type: "handoff.meeting";
                };
            };
        };
        responses: {
            /** @description Taken */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is wanted: the endpoint is told nothing until a person sees to it */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Later: Retry-After is kept */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onHandoffOffered: {
        parameters: {
            query?: never;
            header: {
                /** @description The same on every try: keep it to know a repeat. */
                "webhook-id": string;
                /** @description Standard Webhooks v1, one for each secret. */
                "webhook-signature": string;
                /** @description Seconds since 1970, of this try. */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "handoff.offered",
                 *       "timestamp": "2026-11-20T10:15:02.418Z",
                 *       "data": {
                 *         "lead": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                 *         "handoff": "01a2020c-8f00-7c31-9d5e-0000000000f1",
                 *         "workspace": 7,
                 *         "offer": 1,
                 *         "salesperson": "jonas",
                 *         "because": "share",
                 *         "deadline": "2026-11-20T12:15:00.000Z"
                 *       }
                 *     }
                 */
                "application/json": {
                    data: {
                        /**
                         * @description Whose company it is, whose turn, given by hand, next of the buying group, or in the place of somebody who sells no more.
                         * @enum {string}
                         */
                        because: "owner" | "share" | "hand" | "group" | "left";
                        /**
                         * Format: date-time
                         * @description ISO 8601, UTC
                         * @example 2026-11-21T09:00:00.000Z
                         */
                        deadline: string;
                        /** Format: uuid */
                        handoff: string;
                        /**
                         * Format: uuid
                         * @description Who it is, GET /v1/leads/{lead} tells.
                         */
                        lead: string;
                        /** @description Its number: the first offer of a hand-off is 1. */
                        offer: number;
                        /** @description The key in sales.yaml. */
                        salesperson: string;
                        /** @description The number of the workspace in force. */
                        workspace?: number;
                    };
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    timestamp: string;
                    /** @enum {string} */
                    type: "handoff.offered";
                };
            };
        };
        responses: {
            /** @description Taken */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is wanted: the endpoint is told nothing until a person sees to it */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Later: Retry-After is kept */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onHandoffOpened: {
        parameters: {
            query?: never;
            header: {
                /** @description The same on every try: keep it to know a repeat. */
                "webhook-id": string;
                /** @description Standard Webhooks v1, one for each secret. */
                "webhook-signature": string;
                /** @description Seconds since 1970, of this try. */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "handoff.opened",
                 *       "timestamp": "2026-11-20T10:15:02.418Z",
                 *       "data": {
                 *         "lead": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                 *         "handoff": "01a2020c-8f00-7c31-9d5e-0000000000f1",
                 *         "workspace": 7,
                 *         "number": 1,
                 *         "score": 63.4,
                 *         "grade": "A"
                 *       }
                 *     }
                 */
                "application/json": {
                    data: {
                        /** @enum {string} */
                        grade: "A" | "B" | "C" | "D";
                        /** Format: uuid */
                        handoff: string;
                        /**
                         * Format: uuid
                         * @description Who it is, GET /v1/leads/{lead} tells.
                         */
                        lead: string;
                        number: number;
                        score: number;
                        /** @description The number of the workspace in force. */
                        workspace?: number;
                    };
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    timestamp: string;
                    /** @enum {string} */
                    type: "handoff.opened";
                };
            };
        };
        responses: {
            /** @description Taken */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is wanted: the endpoint is told nothing until a person sees to it */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Later: Retry-After is kept */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onHandoffPlanned: {
        parameters: {
            query?: never;
            header: {
                /** @description The same on every try: keep it to know a repeat. */
                "webhook-id": string;
                /** @description Standard Webhooks v1, one for each secret. */
                "webhook-signature": string;
                /** @description Seconds since 1970, of this try. */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "handoff.planned",
                 *       "timestamp": "2026-11-20T10:15:02.418Z",
                 *       "data": {
                 *         "lead": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                 *         "handoff": "01a2020c-8f00-7c31-9d5e-0000000000f1",
                 *         "workspace": 7,
                 *         "reason": null,
                 *         "actor": "jonas"
                 *       }
                 *     }
                 */
                "application/json": {
                    data: {
                        actor: string;
                        /** Format: uuid */
                        handoff: string;
                        /**
                         * Format: uuid
                         * @description Who it is, GET /v1/leads/{lead} tells.
                         */
                        lead: string;
                        reason: null;
                        /** @description The number of the workspace in force. */
                        workspace?: number;
                    };
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    timestamp: string;
                    /** @enum {string} */
                    type: "handoff.planned";
                };
            };
        };
        responses: {
            /** @description Taken */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is wanted: the endpoint is told nothing until a person sees to it */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Later: Retry-After is kept */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onHandoffQueued: {
        parameters: {
            query?: never;
            header: {
                /** @description The same on every try: keep it to know a repeat. */
                "webhook-id": string;
                /** @description Standard Webhooks v1, one for each secret. */
                "webhook-signature": string;
                /** @description Seconds since 1970, of this try. */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "handoff.queued",
                 *       "timestamp": "2026-11-20T10:15:02.418Z",
                 *       "data": {
                 *         "lead": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                 *         "handoff": "01a2020c-8f00-7c31-9d5e-0000000000f1",
                 *         "workspace": 7
                 *       }
                 *     }
                 */
                "application/json": {
                    data: {
                        /** Format: uuid */
                        handoff: string;
                        /**
                         * Format: uuid
                         * @description Who it is, GET /v1/leads/{lead} tells.
                         */
                        lead: string;
                        /** @description The number of the workspace in force. */
                        workspace?: number;
                    };
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    timestamp: string;
                    /** @enum {string} */
                    type: "handoff.queued";
                };
            };
        };
        responses: {
            /** @description Taken */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is wanted: the endpoint is told nothing until a person sees to it */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Later: Retry-After is kept */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onHandoffReturned: {
        parameters: {
            query?: never;
            header: {
                /** @description The same on every try: keep it to know a repeat. */
                "webhook-id": string;
                /** @description Standard Webhooks v1, one for each secret. */
                "webhook-signature": string;
                /** @description Seconds since 1970, of this try. */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "handoff.returned",
                 *       "timestamp": "2026-11-20T10:15:02.418Z",
                 *       "data": {
                 *         "lead": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                 *         "handoff": "01a2020c-8f00-7c31-9d5e-0000000000f1",
                 *         "workspace": 7,
                 *         "reason": "timing",
                 *         "actor": "jonas"
                 *       }
                 *     }
                 */
                "application/json": {
                    data: {
                        actor: string;
                        /** Format: uuid */
                        handoff: string;
                        /**
                         * Format: uuid
                         * @description Who it is, GET /v1/leads/{lead} tells.
                         */
                        lead: string;
                        /** @enum {string} */
                        reason: "no_fit" | "no_budget" | "no_authority" | "timing" | "bad_data" | "duplicate" | "competitor" | "unreachable" | "silent";
                        /** @description The number of the workspace in force. */
                        workspace?: number;
                    };
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    timestamp: string;
                    /** @enum {string} */
                    type: "handoff.returned";
                };
            };
        };
        responses: {
            /** @description Taken */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is wanted: the endpoint is told nothing until a person sees to it */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Later: Retry-After is kept */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onHandoffWon: {
        parameters: {
            query?: never;
            header: {
                /** @description The same on every try: keep it to know a repeat. */
                "webhook-id": string;
                /** @description Standard Webhooks v1, one for each secret. */
                "webhook-signature": string;
                /** @description Seconds since 1970, of this try. */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "handoff.won",
                 *       "timestamp": "2026-11-20T10:15:02.418Z",
                 *       "data": {
                 *         "lead": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                 *         "handoff": "01a2020c-8f00-7c31-9d5e-0000000000f1",
                 *         "workspace": 7,
                 *         "reason": null,
                 *         "actor": "jonas"
                 *       }
                 *     }
                 */
                "application/json": {
                    data: {
                        actor: string;
                        /** Format: uuid */
                        handoff: string;
                        /**
                         * Format: uuid
                         * @description Who it is, GET /v1/leads/{lead} tells.
                         */
                        lead: string;
                        reason: null;
                        /** @description The number of the workspace in force. */
                        workspace?: number;
                    };
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    timestamp: string;
                    /** @enum {string} */
                    type: "handoff.won";
                };
            };
        };
        responses: {
            /** @description Taken */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is wanted: the endpoint is told nothing until a person sees to it */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Later: Retry-After is kept */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onLeadCreated: {
        parameters: {
            query?: never;
            header: {
                /** @description The same on every try: keep it to know a repeat. */
                "webhook-id": string;
                /** @description Standard Webhooks v1, one for each secret. */
                "webhook-signature": string;
                /** @description Seconds since 1970, of this try. */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "lead.created",
                 *       "timestamp": "2026-11-20T10:15:02.418Z",
                 *       "data": {
                 *         "lead": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                 *         "score": 0,
                 *         "grade": "A",
                 *         "temperature": "cold",
                 *         "stage": "name",
                 *         "workspace": 7,
                 *         "source": "webinar",
                 *         "actor": "api/crm"
                 *       }
                 *     }
                 */
                "application/json": {
                    data: {
                        actor: string;
                        /** @enum {string} */
                        grade: "A" | "B" | "C" | "D";
                        /**
                         * Format: uuid
                         * @description Who it is, GET /v1/leads/{lead} tells.
                         */
                        lead: string;
                        score: number;
                        /** @description One that sources.yaml declares; null when it is another, or none. */
                        source: string | null;
                        /** @enum {string} */
                        stage: "awareness" | "name" | "engaged" | "prospect" | "mql" | "sql" | "opportunity" | "customer" | "recycled" | "disqualified";
                        /** @enum {string} */
                        temperature: "cold" | "warm" | "hot";
                        /** @description The number of the workspace in force. */
                        workspace?: number;
                    };
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    timestamp: string;
                    /** @enum {string} */
                    type: "lead.created";
                };
            };
        };
        responses: {
            /** @description Taken */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is wanted: the endpoint is told nothing until a person sees to it */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Later: Retry-After is kept */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onLeadScoreChanged: {
        parameters: {
            query?: never;
            header: {
                /** @description The same on every try: keep it to know a repeat. */
                "webhook-id": string;
                /** @description Standard Webhooks v1, one for each secret. */
                "webhook-signature": string;
                /** @description Seconds since 1970, of this try. */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "lead.score_changed",
                 *       "timestamp": "2026-11-20T10:15:02.418Z",
                 *       "data": {
                 *         "lead": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                 *         "score": {
                 *           "before": 36.1,
                 *           "after": 42.6
                 *         },
                 *         "grade": "A",
                 *         "temperature": "warm",
                 *         "stage": "prospect",
                 *         "workspace": 7,
                 *         "actor": "event click",
                 *         "reason": "Followed a link to the prices"
                 *       }
                 *     }
                 */
                "application/json": {
                    data: {
                        actor: string;
                        /** @enum {string} */
                        grade: "A" | "B" | "C" | "D";
                        /**
                         * Format: uuid
                         * @description Who it is, GET /v1/leads/{lead} tells.
                         */
                        lead: string;
                        /** @description Of the rule that did it; null when a person or another service gave one in words of its own. */
                        reason: string | null;
                        score: {
                            after: number;
                            before: number;
                        };
                        /** @enum {string} */
                        stage: "awareness" | "name" | "engaged" | "prospect" | "mql" | "sql" | "opportunity" | "customer" | "recycled" | "disqualified";
                        /** @enum {string} */
                        temperature: "cold" | "warm" | "hot";
                        /** @description The number of the workspace in force. */
                        workspace?: number;
                    };
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    timestamp: string;
                    /** @enum {string} */
                    type: "lead.score_changed";
                };
            };
        };
        responses: {
            /** @description Taken */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is wanted: the endpoint is told nothing until a person sees to it */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Later: Retry-After is kept */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onLeadSegmentEntered: {
        parameters: {
            query?: never;
            header: {
                /** @description The same on every try: keep it to know a repeat. */
                "webhook-id": string;
                /** @description Standard Webhooks v1, one for each secret. */
                "webhook-signature": string;
                /** @description Seconds since 1970, of this try. */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "lead.segment_entered",
                 *       "timestamp": "2026-11-20T10:15:02.418Z",
                 *       "data": {
                 *         "lead": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                 *         "segment": "large-sites",
                 *         "workspace": 7
                 *       }
                 *     }
                 */
                "application/json": {
                    data: {
                        /**
                         * Format: uuid
                         * @description Who it is, GET /v1/leads/{lead} tells.
                         */
                        lead: string;
                        segment: string;
                        /** @description The number of the workspace in force. */
                        workspace?: number;
                    };
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    timestamp: string;
                    /** @enum {string} */
                    type: "lead.segment_entered";
                };
            };
        };
        responses: {
            /** @description Taken */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is wanted: the endpoint is told nothing until a person sees to it */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Later: Retry-After is kept */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onLeadSegmentLeft: {
        parameters: {
            query?: never;
            header: {
                /** @description The same on every try: keep it to know a repeat. */
                "webhook-id": string;
                /** @description Standard Webhooks v1, one for each secret. */
                "webhook-signature": string;
                /** @description Seconds since 1970, of this try. */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "lead.segment_left",
                 *       "timestamp": "2026-11-20T10:15:02.418Z",
                 *       "data": {
                 *         "lead": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                 *         "segment": "large-sites",
                 *         "workspace": 7
                 *       }
                 *     }
                 */
                "application/json": {
                    data: {
                        /**
                         * Format: uuid
                         * @description Who it is, GET /v1/leads/{lead} tells.
                         */
                        lead: string;
                        segment: string;
                        /** @description The number of the workspace in force. */
                        workspace?: number;
                    };
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    timestamp: string;
                    /** @enum {string} */
                    type: "lead.segment_left";
                };
            };
        };
        responses: {
            /** @description Taken */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is wanted: the endpoint is told nothing until a person sees to it */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Later: Retry-After is kept */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onLeadStageChanged: {
        parameters: {
            query?: never;
            header: {
                /** @description The same on every try: keep it to know a repeat. */
                "webhook-id": string;
                /** @description Standard Webhooks v1, one for each secret. */
                "webhook-signature": string;
                /** @description Seconds since 1970, of this try. */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "lead.stage_changed",
                 *       "timestamp": "2026-11-20T10:15:02.418Z",
                 *       "data": {
                 *         "lead": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                 *         "score": 42.6,
                 *         "grade": "A",
                 *         "temperature": "warm",
                 *         "stage": {
                 *           "from": "engaged",
                 *           "to": "prospect"
                 *         },
                 *         "workspace": 7,
                 *         "actor": "event click",
                 *         "reason": "Followed a link to the prices"
                 *       }
                 *     }
                 */
                "application/json": {
                    data: {
                        actor: string;
                        /** @enum {string} */
                        grade: "A" | "B" | "C" | "D";
                        /**
                         * Format: uuid
                         * @description Who it is, GET /v1/leads/{lead} tells.
                         */
                        lead: string;
                        /** @description Of the rule that did it; null when a person or another service gave one in words of its own. */
                        reason: string | null;
                        score: number;
                        stage: {
                            /** @enum {string} */
                            from: "awareness" | "name" | "engaged" | "prospect" | "mql" | "sql" | "opportunity" | "customer" | "recycled" | "disqualified";
                            /** @enum {string} */
                            to: "awareness" | "name" | "engaged" | "prospect" | "mql" | "sql" | "opportunity" | "customer" | "recycled" | "disqualified";
                        };
                        /** @enum {string} */
                        temperature: "cold" | "warm" | "hot";
                        /** @description The number of the workspace in force. */
                        workspace?: number;
                    };
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    timestamp: string;
                    /** @enum {string} */
                    type: "lead.stage_changed";
                };
            };
        };
        responses: {
            /** @description Taken */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is wanted: the endpoint is told nothing until a person sees to it */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Later: Retry-After is kept */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onLeadTemperatureChanged: {
        parameters: {
            query?: never;
            header: {
                /** @description The same on every try: keep it to know a repeat. */
                "webhook-id": string;
                /** @description Standard Webhooks v1, one for each secret. */
                "webhook-signature": string;
                /** @description Seconds since 1970, of this try. */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "lead.temperature_changed",
                 *       "timestamp": "2026-11-20T10:15:02.418Z",
                 *       "data": {
                 *         "lead": "01a2020c-8f00-7c31-9d5e-0000000000a1",
                 *         "score": 42.6,
                 *         "grade": "A",
                 *         "temperature": {
                 *           "before": "cold",
                 *           "after": "warm"
                 *         },
                 *         "stage": "prospect",
                 *         "workspace": 7,
                 *         "actor": "event click"
                 *       }
                 *     }
                 */
                "application/json": {
                    data: {
                        actor: string;
                        /** @enum {string} */
                        grade?: "A" | "B" | "C" | "D";
                        /**
                         * Format: uuid
                         * @description Who it is, GET /v1/leads/{lead} tells.
                         */
                        lead: string;
                        score: number;
                        /** @enum {string} */
                        stage?: "awareness" | "name" | "engaged" | "prospect" | "mql" | "sql" | "opportunity" | "customer" | "recycled" | "disqualified";
                        temperature: {
                            /** @enum {string} */
                            after: "cold" | "warm" | "hot";
                            /** @enum {string} */
                            before: "cold" | "warm" | "hot";
                        };
                        /** @description The number of the workspace in force. */
                        workspace?: number;
                    };
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    timestamp: string;
                    /** @enum {string} */
                    type: "lead.temperature_changed";
                };
            };
        };
        responses: {
            /** @description Taken */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is wanted: the endpoint is told nothing until a person sees to it */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Later: Retry-After is kept */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onSourceAlert: {
        parameters: {
            query?: never;
            header: {
                /** @description The same on every try: keep it to know a repeat. */
                "webhook-id": string;
                /** @description Standard Webhooks v1, one for each secret. */
                "webhook-signature": string;
                /** @description Seconds since 1970, of this try. */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "source.alert",
                 *       "timestamp": "2026-11-20T10:15:02.418Z",
                 *       "data": {
                 *         "source": "installer-portal",
                 *         "score": 41,
                 *         "why": "14 of 120 came back",
                 *         "workspace": 7
                 *       }
                 *     }
                 */
                "application/json": {
                    data: {
                        score: number;
                        source: string;
                        why: string;
                        /** @description The number of the workspace in force. */
                        workspace?: number;
                    } & {
                        [key: string]: unknown;
                    };
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    timestamp: string;
                    /** @enum {string} */
                    type: "source.alert";
                };
            };
        };
        responses: {
            /** @description Taken */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is wanted: the endpoint is told nothing until a person sees to it */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Later: Retry-After is kept */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onTestPing: {
        parameters: {
            query?: never;
            header: {
                /** @description The same on every try: keep it to know a repeat. */
                "webhook-id": string;
                /** @description Standard Webhooks v1, one for each secret. */
                "webhook-signature": string;
                /** @description Seconds since 1970, of this try. */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "test.ping",
                 *       "timestamp": "2026-11-20T10:15:02.418Z",
                 *       "data": {
                 *         "workspace": 7
                 *       }
                 *     }
                 */
                "application/json": {
                    data: {
                        /** @description The number of the workspace in force. */
                        workspace?: number;
                    };
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     * @example 2026-11-21T09:00:00.000Z
                     */
                    timestamp: string;
                    /** @enum {string} */
                    type: "test.ping";
                };
            };
        };
        responses: {
            /** @description Taken */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is wanted: the endpoint is told nothing until a person sees to it */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Later: Retry-After is kept */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
