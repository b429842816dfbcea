// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

/// Conversations of our own writing.
final class Samples {

    /// The first example of the wire contract.
    static final String CONVERSATION =
            """
            { "conversation_id": "conv_001", "user_id": "user_7", "bot_id": "talk_movies",
              "bot_name": "Movies", "bot_type": "TALK",
              "start_time": "2025-11-26T10:00:00Z", "end_time": "2025-11-26T10:20:00Z",
              "conversation_logs": [
                {"character": "BOT_RESPONSE_CONVERSATION", "content": "Hello!"},
                {"character": "USER_RESPONSE_CONVERSATION", "content": "Why is the sky blue?"} ] }
            """;

    private Samples() {}

    /// A conversation with another id.
    static String conversation(String id) {
        return CONVERSATION.replace("conv_001", id);
    }

    /// A structured CloudEvent around a conversation.
    static String cloudEvent(String id, String conversation) {
        return """
        {"specversion": "1.0", "type": "dev.afterword.conversation.ended.v1", "source": "/tests",
         "id": "%s", "datacontenttype": "application/json", "data": %s}
        """
                .formatted(id, conversation);
    }
}
