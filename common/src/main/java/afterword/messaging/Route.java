// SPDX-License-Identifier: Apache-2.0
package afterword.messaging;

/// Where messages go. On Kafka each is a topic of its name; on RabbitMQ a durable quorum queue, but
/// for [#OUTCOMES].
public enum Route {
    /// Finished conversations, from gateways and straight from producers. RabbitMQ: exchange
    /// `afterword.events`.
    CONVERSATION_ENDED("afterword.conversation.ended.v1"),
    /// Ids of stored events that want an analysis.
    ANALYSIS_REQUESTED("afterword.analysis.requested.v1"),
    /// Ids of runs that have ended.
    OUTCOME_RECORDED("afterword.outcome.recorded.v1"),
    /// Retry, replay, erase.
    COMMANDS("afterword.commands.v1"),
    /// Outcomes for whoever listens. RabbitMQ: topic exchange `afterword.outcomes`, keys
    /// `outcome.processed` and so on.
    OUTCOMES("afterword.outcomes.v1"),
    /// Announcements of dead letters.
    DEAD_LETTERS("afterword.dead-letters.v1"),
    /// What a broker gave up by a policy of its own, and what a service cannot read: on its way
    /// into the table of dead letters.
    UNDELIVERED("afterword.undelivered.v1");

    private final String address;

    Route(String address) {
        this.address = address;
    }

    /// Queue or topic name.
    public String address() {
        return address;
    }
}
