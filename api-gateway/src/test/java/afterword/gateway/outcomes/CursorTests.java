// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.outcomes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import afterword.gateway.answer.Refusal;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTests {

    @Test
    void readsWhatItWrites() {
        var feed = new Cursor.Feed(4_711);
        assertThat(Cursor.Feed.parse(feed.text())).isEqualTo(feed);
        var conversation = new Cursor.Conversation(1_764_152_400_000_000L, new UUID(1, 2));
        assertThat(Cursor.Conversation.parse(conversation.text())).isEqualTo(conversation);
    }

    /// Pinned: clients keep it for ever.
    @Test
    void keepsItsForm() {
        assertThat(new Cursor.Feed(1).text()).isEqualTo("ZgAAAAAAAAAB");
        assertThat(Cursor.Feed.parse("ZgAAAAAAAAAB")).isEqualTo(new Cursor.Feed(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "ZgAAAAAAAAAB=",
                "ZgAAAAAAAAA",
                "ZwAAAAAAAAAB",
                "Zv__________",
                "ZgAAAAAAAAAB ",
                "%00",
                "ZgAAAAAAAAABAAAA",
                "'; drop table x"
            })
    void refusesAnythingElse(String text) {
        assertThatExceptionOfType(Refusal.class).isThrownBy(() -> Cursor.Feed.parse(text));
        assertThatExceptionOfType(Refusal.class).isThrownBy(() -> Cursor.Conversation.parse(text));
    }

    @Test
    void refusesTheOtherListsCursor() {
        var feed = new Cursor.Feed(1).text();
        assertThatExceptionOfType(Refusal.class).isThrownBy(() -> Cursor.Conversation.parse(feed));
    }
}
