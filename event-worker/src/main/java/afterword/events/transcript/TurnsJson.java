// SPDX-License-Identifier: Apache-2.0
package afterword.events.transcript;

import afterword.contract.ContractJson;
import afterword.contract.Role;
import afterword.contract.Turn;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// The stored form of turns, `turns_json` of the view `events.transcript_v1`: a JSON array of
/// `{"speaker", "text", "at"}`.
public final class TurnsJson {

    private TurnsJson() {}

    /// One turn as stored.
    ///
    /// @param speaker `user` or `bot`
    private record StoredTurn(String speaker, String text, Instant at) {

        Turn turn() {
            return new Turn(speaker.equals(Role.USER.speaker()) ? Role.USER : Role.BOT, text, at);
        }
    }

    /// Writes turns.
    public static String write(List<Turn> turns) {
        var stored =
                turns.stream()
                        .map(turn -> new StoredTurn(turn.role().speaker(), turn.text(), turn.at()))
                        .toList();
        return new String(ContractJson.write(stored), StandardCharsets.UTF_8);
    }

    /// Reads what [#write] wrote.
    public static List<Turn> read(String json) {
        var stored = ContractJson.mapper().readValue(json, StoredTurn[].class);
        return Arrays.stream(stored).map(StoredTurn::turn).toList();
    }
}
