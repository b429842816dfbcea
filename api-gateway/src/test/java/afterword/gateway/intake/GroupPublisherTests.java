// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterword.gateway.Binding;
import afterword.messaging.Confirm;
import afterword.messaging.Message;
import afterword.messaging.Publisher;
import afterword.messaging.Route;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

class GroupPublisherTests {

    private final Held held = new Held();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final GroupPublisher publisher = grouping(64, 256);

    private GroupPublisher grouping(int events, int kilobytes) {
        var settings = new GroupSettings(events, DataSize.ofKilobytes(kilobytes), 1);
        return new GroupPublisher(
                held, settings, DistributionSummary.builder("g").register(meters));
    }

    /// A publisher whose confirms the test gives.
    private static final class Held implements Publisher {

        private final List<Message> sent = new ArrayList<>();
        private final List<CompletableFuture<Confirm>> confirms = new ArrayList<>();
        private boolean blocked;

        @Override
        public CompletableFuture<Confirm> publish(Message message) {
            if (blocked) {
                return CompletableFuture.completedFuture(new Confirm.Refused("blocked"));
            }
            sent.add(message);
            confirms.add(new CompletableFuture<>());
            return confirms.getLast();
        }

        void confirm(int number) {
            confirms.get(number).complete(new Confirm.Confirmed());
        }

        @Override
        public State state() {
            return State.OPEN;
        }

        @Override
        public int outstanding() {
            return 0;
        }

        @Override
        public void close(Duration limit) {
            // nothing is open
        }
    }

    private static Message event(int number) {
        return event(number, "{\"n\":" + number + "}");
    }

    private static Message event(int number, String body) {
        return Message.of(
                Route.CONVERSATION_ENDED,
                "c" + number,
                Map.of("traceparent", "trace-" + number),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private List<CompletableFuture<Confirm>> publish(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(number -> publisher.publish(event(number)))
                .toList();
    }

    private int members(int message) {
        return JsonMapper.shared().readTree(held.sent.get(message).body()).size();
    }

    @Test
    void loneEventGoesAtOnceAndBare() {
        var _ = publisher.publish(event(1));
        assertThat(held.sent).extracting(Message::body).containsExactly(event(1).body());
    }

    @Test
    void whatComesMeanwhileTravelsTogetherWithItsOwnHeaders() {
        var confirms = publish(1, 4);
        assertThat(held.sent).hasSize(1);
        held.confirm(0);
        assertThat(held.sent).hasSize(2);
        var group = JsonMapper.shared().readTree(held.sent.get(1).body());
        assertThat(group).hasSize(3);
        assertThat(group.get(1).path("specversion").asString()).isEqualTo("1.0");
        assertThat(group.get(1).path("data").toString()).isEqualTo("{\"n\":3}");
        assertThat(group.get(1).path("afterwordheaders").asString())
                .isEqualTo("{\"traceparent\":\"trace-3\"}");
        assertThat(confirms.getFirst()).isCompletedWithValue(new Confirm.Confirmed());
        assertThat(confirms.get(2)).isNotDone();
        held.confirm(1);
        assertThat(confirms).allMatch(CompletableFuture::isDone);
        assertThat(meters.get("g").summary().totalAmount()).isEqualTo(4);
    }

    @Test
    void noTwoMembersOfAProcessHaveOneId() {
        var _ = publish(1, 5);
        held.confirm(0);
        var _ = publish(6, 8);
        held.confirm(1);
        var ids = new ArrayList<String>();
        for (var message : held.sent.subList(1, 3)) {
            JsonMapper.shared()
                    .readTree(message.body())
                    .forEach(member ->
                            ids.add(
                                    member.path("source").asString()
                                            + member.path("id").asString()));
        }
        assertThat(ids).hasSize(7).doesNotHaveDuplicates();
    }

    @Test
    void groupHasAtMost64Events() {
        var _ = publish(0, 100);
        held.confirm(0);
        assertThat(members(1)).isEqualTo(64);
        held.confirm(1);
        assertThat(members(2)).isEqualTo(36);
    }

    @Test
    void groupHasAtMostItsSize() {
        var small = grouping(64, 2);
        var half = "\"" + "x".repeat(450) + "\"";
        var _ =
                IntStream.range(0, 6)
                        .mapToObj(number -> small.publish(event(number, half)))
                        .toList();
        held.confirm(0);
        assertThat(members(1)).isEqualTo(2);
        assertThat(held.sent.get(1).body().length).isLessThanOrEqualTo(2048);
    }

    @Test
    void largerEventsGoAloneWhateverWaits() {
        var _ = publish(1, 2);
        var large = event(3, "\"" + "x".repeat(256 * 1024) + "\"");
        var _ = publisher.publish(large);
        assertThat(held.sent).extracting(Message::key).containsExactly("c1", "c3");
    }

    @Test
    void membersShareTheFateOfTheirMessage() {
        var confirms = publish(1, 3);
        held.confirm(0);
        held.confirms.get(1).complete(new Confirm.Unknown("no confirm in time"));
        assertThat(confirms.get(1)).isCompletedWithValue(new Confirm.Unknown("no confirm in time"));
        assertThat(confirms.get(2)).isCompletedWithValue(new Confirm.Unknown("no confirm in time"));
    }

    @Test
    void blockedBrokerRefusesWhatWaitsAtOnce() {
        var confirms = publish(1, 200);
        held.blocked = true;
        held.confirms.getFirst().complete(new Confirm.Unknown("no confirm in time"));
        assertThat(confirms).allMatch(CompletableFuture::isDone);
        held.blocked = false;
        var _ = publisher.publish(event(201));
        assertThat(held.sent).hasSize(2);
    }

    @Test
    void otherRoutesPassThrough() {
        var _ = publish(1, 2);
        var command = Message.of(Route.COMMANDS, "k", Map.of(), new byte[] {'{', '}'});
        var _ = publisher.publish(command);
        assertThat(held.sent).extracting(Message::key).containsExactly("c1", "k");
    }

    @Test
    void settingsHaveDefaultsAndMapFromText() {
        var prefix = "afterword.gateway.intake.group";
        assertThat(Binding.of(prefix, GroupSettings.class))
                .isEqualTo(new GroupSettings(64, DataSize.ofKilobytes(256), 2));
        assertThat(
                        Binding.of(
                                prefix,
                                GroupSettings.class,
                                "events",
                                "8",
                                "size",
                                "16KB",
                                "together",
                                "3"))
                .isEqualTo(new GroupSettings(8, DataSize.ofKilobytes(16), 3));
        assertThatThrownBy(() -> Binding.of(prefix, GroupSettings.class, "events", "65"))
                .hasRootCauseMessage(
                        "afterword.gateway.intake.group: events is 1 to 64, together at least 1");
    }
}
