// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.catalog.Analysis;
import afterword.analysis.catalog.Catalog;
import afterword.analysis.catalog.Catalogs;
import afterword.analysis.catalog.ModelPolicy;
import afterword.analysis.catalog.Pin;
import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.CallEnd;
import afterword.analysis.llm.Models;
import afterword.analysis.llm.Prompt;
import afterword.analysis.money.Budgets;
import afterword.analysis.money.Prices;
import afterword.analysis.money.Purses;
import afterword.analysis.outcome.Announced;
import afterword.analysis.outcome.RunOutcome;
import afterword.analysis.pacing.Lanes;
import afterword.analysis.pacing.TestLanes;
import afterword.analysis.spi.Strategy;
import afterword.analysis.transcript.TokenEncoding;
import afterword.concurrent.CpuPool;
import afterword.concurrent.Deadline;
import afterword.contract.AnalysisStatus;
import afterword.contract.ContractJson;
import afterword.contract.Conversation;
import afterword.contract.Reason;
import afterword.contract.Role;
import afterword.contract.Turn;
import afterword.messaging.Route;
import afterword.testing.FakeBroker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.convert.DurationStyle;

@Timeout(30)
class VisitTests {

    private final FakeLedger ledger = new FakeLedger();
    private final FakeModel model = new FakeModel();
    private final FakeBroker broker = new FakeBroker();
    private Catalog catalog = Catalogs.builtIn();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RunMeters meters = new RunMeters(registry, Set.of("m"));
    private final CpuPool cpu = new CpuPool("cpu", 1, 16);
    private final FakeModel second = new FakeModel("fallback");
    private final FakeModel third = new FakeModel("cheap");
    private Map<String, Object> pacing = Map.of();
    private boolean fallback;
    private int retries;
    private int hedges;
    private @Nullable Lanes lanes;
    private final RunKey key = Samples.key();
    private Prices prices =
            Prices.parse("test", "prices: [{model: 'm*', input: 0.15, output: 0.60}]");
    private Budgets budgets = Budgets.none();
    private boolean mayCall = true;

    @AfterEach
    void endsClean() {
        cpu.close();
        broker.close();
        if (lanes != null) {
            assertThat(lanes.models()).allMatch(lane -> lane.gate().inFlight() == 0);
        }
    }

    @Test
    void storesEveryPartAndEndsProcessed() throws Exception {
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PROCESSED);
        assertThat(result("questions"))
                .isEqualTo(
                        "{\"user_initiated_questions\":1,\"questions\":[\"Why is the sky blue?\"]}");
        assertThat(result("emotion")).isEqualTo("{\"session_emotion\":\"interesting\"}");
        assertThat(result("memories"))
                .isEqualTo("{\"memories\":[{\"text\":\"Loves stars.\",\"turns\":[2]}]}");
        assertThat(result("engagement"))
                .isEqualTo(
                        "{\"score\":24,\"breakdown\":{\"turns\":1,\"questions\":3,\"emotion\":15,\"memories\":5}}");
        assertThat(ledger.all(Write.RunEnded.class))
                .containsExactly(
                        new Write.RunEnded(
                                key,
                                1,
                                RunOutcome.PROCESSED,
                                List.of(ledger.part("engagement")),
                                List.of()));
        assertThat(ledger.part("questions").spent())
                .isEqualTo(new Write.Spent(1, "m-1", "main", 100L, 10L, 21_000L, 5));
    }

    @Test
    void measuresCallsByWhoWasAsked() throws Exception {
        visit(fresh());
        for (var meter : List.of("afterword.analysis.call", "afterword.analysis.call.first.byte")) {
            assertThat(registry.get(meter).tags("provider", "main", "model", "m").timer().count())
                    .as(meter)
                    .isEqualTo(3);
        }
        var tokens = registry.get("afterword.analysis.tokens").tags("model", "m");
        assertThat(tokens.tags("direction", "input").counter().count()).isEqualTo(300);
    }

    /// A journaled call may be of a model that is no longer configured: it must not make a label.
    @Test
    void anotherDeploymentsModelIsOther() throws Exception {
        ledger.earlier(
                new EarlierCall(
                        "questions",
                        1,
                        1,
                        "main",
                        "long-gone",
                        null,
                        Samples.reply(Samples.answer("questions")),
                        7,
                        null,
                        null,
                        null));
        visit(takenOver(0));
        assertThat(registry.get("afterword.analysis.call").tags("model", "other").timer().count())
                .isEqualTo(1);
        assertThat(registry.find("afterword.analysis.call").tags("model", "long-gone").timer())
                .isNull();
    }

    @Test
    void asksAllPartsAtOnce() throws Exception {
        var meeting = new CyclicBarrier(3);
        for (var analysis : List.of("questions", "emotion", "memories")) {
            model.then(
                    analysis,
                    _ -> {
                        awaitAll(meeting);
                        return new CallEnd.Replied(
                                Samples.reply(Samples.answer(analysis)), Duration.ZERO);
                    });
        }
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PROCESSED);
    }

    @Test
    void journalsRawReplyBeforeJudgingIt() throws Exception {
        visit(fresh());
        assertThat(ledger.journal("questions"))
                .containsExactly(CallRow.Phase.STARTED, CallRow.Phase.REPLIED, CallRow.Phase.ENDED);
    }

    @Test
    void partOverItsBudgetWaitsForTheNextWindowAndUsesUpNoAttempt() throws Exception {
        budgets = Purses.of("emotion", "0.000001", Duration.ofHours(7));
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PARKED);
        var emotion = ledger.part("emotion");
        assertThat(emotion.status()).isEqualTo(AnalysisStatus.PARKED);
        assertThat(emotion.reason()).isEqualTo(Reason.OVER_BUDGET);
        assertThat(emotion.delay()).isEqualTo(Duration.ofHours(7));
        assertThat(emotion.spent().attempts()).isZero();
        assertThat(model.prompts("emotion")).isEmpty();
        assertThat(ledger.part("questions").status()).isEqualTo(AnalysisStatus.SUCCEEDED);
    }

    /// A call reserves the most it may cost and settles for what it did: 21,000 nano-dollars.
    @Test
    void whatACallDoesNotCostIsThereForTheNext() throws Exception {
        budgets = Purses.of("emotion", "0.0003", Duration.ofHours(7));
        int visits = 0;
        while (visits < 20 && visit(fresh()) == VisitEnd.PROCESSED) {
            visits++;
        }
        assertThat(visits).isBetween(3, 14);
        assertThat(ledger.part("emotion").reason()).isEqualTo(Reason.OVER_BUDGET);
    }

    @Test
    void failingPartDoesNotTouchTheOthers() throws Exception {
        for (int i = 0; i < 3; i++) {
            model.thenReplies("emotion", Samples.reply("{\"session_emotion\":\"bored\"}"));
        }
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PARTIAL);
        assertThat(ledger.part("emotion").reason()).isEqualTo(Reason.INVALID_ANSWER);
        assertThat(ledger.part("emotion").spent().attempts()).isEqualTo(3);
        assertThat(ledger.part("emotion").spent().inputTokens()).isEqualTo(300);
        assertThat(ledger.part("emotion").spent().costNanos()).isEqualTo(3 * 21_000);
        assertThat(ledger.part("questions").status()).isEqualTo(AnalysisStatus.SUCCEEDED);
        assertThat(ledger.part("engagement").status()).isEqualTo(AnalysisStatus.SKIPPED);
        assertThat(ledger.part("engagement").reason()).isEqualTo(Reason.DEPENDENCY);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "NO_CONNECTION",
                "CUT_OFF",
                "NO_FIRST_BYTE",
                "SERVER_ERROR",
                "NOT_A_REPLY",
                "WRONG_ADDRESS",
                "RATE_LIMITED",
                "QUOTA",
                "AUTH"
            })
    void parksWhatTheProviderCausesAndUsesUpNoAttempt(CallClass why) throws Exception {
        model.thenBreaks("questions", why);
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PARKED);
        var part = ledger.part("questions");
        assertThat(part.status()).isEqualTo(AnalysisStatus.PARKED);
        assertThat(part.reason()).isEqualTo(why.reason());
        assertThat(part.spent().attempts()).isZero();
        assertThat(part.delay()).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
        assertThat(model.prompts("questions")).hasSize(1);
        assertThat(ledger.all(Write.RunParked.class)).hasSize(1);
        assertThat(ledger.part("emotion").status()).isEqualTo(AnalysisStatus.SUCCEEDED);
        assertThat(ledger.all(Write.PartEnded.class))
                .noneMatch(it -> it.name().equals("engagement")); // waits for its input
    }

    @ParameterizedTest
    @EnumSource(names = {"TOTAL_TIMEOUT", "TOO_LONG", "OVERSIZE"})
    void givesUpAfterThreeAttemptsWhatThePartCauses(CallClass why) throws Exception {
        for (int i = 0; i < 5; i++) {
            model.thenBreaks("questions", why);
        }
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PARTIAL);
        assertThat(ledger.part("questions").reason()).isEqualTo(why.reason());
        assertThat(ledger.part("questions").spent().attempts()).isEqualTo(3);
        assertThat(model.prompts("questions")).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"TRUNCATED, 2", "REFUSED, 1", "REJECTED, 1"})
    void asksNoMoreWhereAskingHasNoProspect(CallClass why, int calls) throws Exception {
        for (int i = 0; i < 5; i++) {
            model.thenBreaks("questions", why);
        }
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PARTIAL);
        assertThat(ledger.part("questions").reason()).isEqualTo(why.reason());
        assertThat(ledger.part("questions").spent().attempts()).isEqualTo(calls);
        assertThat(model.prompts("questions")).hasSize(calls);
    }

    @Test
    void showsABrokenAnswerToItsModelOnce() throws Exception {
        for (int i = 0; i < 3; i++) {
            model.thenReplies("emotion", Samples.reply("{\"session_emotion\":\"bored\"}"));
        }
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PARTIAL);
        var prompts = model.prompts("emotion");
        assertThat(prompts.stream().map(it -> it.repair() != null))
                .containsExactly(false, true, false);
        var repair = prompts.get(1).repair();
        assertThat(repair == null ? "" : repair.said()).contains("bored");
        assertThat(repair == null ? List.of() : repair.rules()).hasSize(1);
    }

    @Test
    void mendedAnswerIsAnAnswer() throws Exception {
        model.thenReplies("emotion", Samples.reply("Sure! Happy."));
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PROCESSED);
        assertThat(model.prompts("emotion")).hasSize(2);
        assertThat(ledger.part("emotion").spent().attempts()).isEqualTo(2);
    }

    @Test
    void plainerFormIsAskedForAtOnceAndUsesUpNothing() throws Exception {
        model.thenBreaks("emotion", CallClass.FORMAT_REFUSED);
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PROCESSED);
        assertThat(ledger.part("emotion").spent().attempts()).isEqualTo(1);
    }

    @Test
    void repeatsQuickTroubleWithinTheRetryBudgetThenParks() throws Exception {
        retries = 2;
        for (int i = 0; i < 5; i++) {
            model.thenBreaks("questions", CallClass.SERVER_ERROR);
        }
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PARKED);
        assertThat(model.prompts("questions")).hasSize(3);
        assertThat(ledger.part("questions").spent().attempts()).isZero();
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PARKED);
        assertThat(model.prompts("questions")).hasSize(4); // the budget is spent
    }

    @Test
    void waitsInPlaceWhenTheProviderAsksForLittle() throws Exception {
        retries = 1;
        model.thenBreaks("questions", CallClass.RATE_LIMITED, Duration.ofMillis(200));
        long begun = System.nanoTime();
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PROCESSED);
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isGreaterThanOrEqualTo(Duration.ofMillis(200));
        assertThat(model.prompts("questions")).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "NO_CONNECTION",
                "CUT_OFF",
                "STALLED",
                "NO_FIRST_BYTE",
                "SERVER_ERROR",
                "NOT_A_REPLY",
                "WRONG_ADDRESS",
                "RATE_LIMITED",
                "QUOTA",
                "AUTH",
                "TOTAL_TIMEOUT",
                "OVERSIZE",
                "REFUSED",
                "REJECTED"
            })
    void goesToTheFallbackWhenTheFirstFails(CallClass why) throws Exception {
        fallback = true;
        retries = 1;
        model.thenBreaks("questions", why);
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PROCESSED);
        assertThat(model.prompts("questions")).hasSize(1);
        assertThat(second.prompts("questions")).hasSize(1);
        assertThat(ledger.part("questions").spent().provider()).isEqualTo("fallback");
        assertThat(second.prompts("emotion")).isEmpty();
    }

    @Test
    void failureOfBothParksAfterOneCallEach() throws Exception {
        fallback = true;
        retries = 1;
        model.thenBreaks("questions", CallClass.SERVER_ERROR);
        second.thenBreaks("questions", CallClass.NO_CONNECTION);
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PARKED);
        assertThat(model.prompts("questions")).hasSize(1);
        assertThat(second.prompts("questions")).hasSize(1);
        assertThat(ledger.part("questions").spent().attempts()).isZero();
    }

    @Test
    void refusalOfBothFailsAfterOneCallEach() throws Exception {
        fallback = true;
        model.thenBreaks("questions", CallClass.REFUSED);
        second.thenBreaks("questions", CallClass.REFUSED);
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PARTIAL);
        assertThat(ledger.part("questions").reason()).isEqualTo(Reason.REFUSED);
        assertThat(ledger.part("questions").spent().attempts()).isEqualTo(2);
    }

    /// The main model has not been heard: an outage of it must not fail a part.
    @ParameterizedTest
    @CsvSource({"REFUSED, 1", "REJECTED, 1", "TRUNCATED, 2", "INVALID, 2", "OVERSIZE, 2"})
    void whatTheFallbackTurnsDownWaitsForTheMainModel(CallClass why, int calls) throws Exception {
        fallback = true;
        retries = 5;
        model.thenBreaks("questions", CallClass.QUOTA);
        for (int i = 0; i < 5; i++) {
            second.thenBreaks("questions", why);
        }
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PARKED);
        var part = ledger.part("questions");
        assertThat(part.reason()).isEqualTo(Reason.QUOTA);
        assertThat(part.spent().provider()).isEqualTo("main");
        assertThat(part.spent().attempts()).isEqualTo(calls);
        assertThat(second.prompts("questions")).hasSize(calls);
        assertThat(ended("questions")).hasSize(1 + calls);

        // while it is down the fallback is not asked once more; then it is asked itself
        for (int i = 1; i <= calls; i++) {
            ledger.earlier(endedBy("fallback", "questions", i, why));
        }
        TestLanes.hold(lanes().models().getFirst(), Duration.ofSeconds(60));
        assertThat(visit(takenOver(0))).isEqualTo(VisitEnd.PARKED);
        assertThat(second.prompts("questions")).hasSize(calls);
        assertThat(ledger.part("questions").delay()).isGreaterThan(Duration.ofSeconds(50));
        lanes = null;
        assertThat(visit(takenOver(0))).isEqualTo(VisitEnd.PROCESSED);
        assertThat(ledger.part("questions").spent().provider()).isEqualTo("main");
    }

    @Test
    void whatTheMainModelTurnsDownWaitsForAFallbackThatIsDown() throws Exception {
        fallback = true;
        retries = 5;
        model.thenBreaks("questions", CallClass.REFUSED);
        second.thenBreaks("questions", CallClass.AUTH);
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PARKED);
        assertThat(ledger.part("questions").reason()).isEqualTo(Reason.AUTH);
        assertThat(ledger.part("questions").spent().provider()).isEqualTo("fallback");
    }

    @Test
    void whatTheMainModelCutsTwiceTheFallbackIsAskedWithTheSameRoom() throws Exception {
        fallback = true;
        model.thenBreaks("questions", CallClass.TRUNCATED)
                .thenBreaks("questions", CallClass.TRUNCATED);
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PROCESSED);
        int first = model.prompts("questions").getFirst().maxTokens();
        assertThat(model.prompts("questions").getLast().maxTokens()).isEqualTo(2 * first);
        assertThat(second.prompts("questions").getFirst().maxTokens()).isEqualTo(2 * first);
    }

    @Test
    void hedgesWhatIsSlowAndBooksTheLoser() throws Exception {
        fallback = true;
        hedges = 1;
        pacing = Map.of("afterword.analysis.pacing.extra.hedge-least", "100ms");
        model.then("questions", VisitTests::forEver);
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PROCESSED);
        assertThat(second.prompts("questions")).hasSize(1);
        assertThat(ended("questions")).containsExactlyInAnyOrder("main CANCELLED", "fallback OK");
        assertThat(ledger.part("questions").spent().provider()).isEqualTo("fallback");
    }

    @Test
    void hedgesNothingWithoutBudget() throws Exception {
        fallback = true;
        pacing = Map.of("afterword.analysis.pacing.extra.hedge-least", "50ms");
        model.then(
                "questions",
                prompt -> {
                    TimeUnit.MILLISECONDS.sleep(200);
                    return new CallEnd.Replied(
                            Samples.reply(Samples.answer("questions")), Duration.ofMillis(200));
                });
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PROCESSED);
        assertThat(second.calls()).isZero();
    }

    @Test
    void racesBothAtOnceWhereTheFileSaysSo() throws Exception {
        fallback = true;
        ledger.holds(Samples.conversation());
        model.then("questions", VisitTests::forEver);
        var policy = new ModelPolicy(Duration.ofSeconds(5), 3, 100, Strategy.RACE);
        assertThat(runPart("questions", policy)).isInstanceOf(PartEnd.Done.class);
        assertThat(ended("questions")).containsExactlyInAnyOrder("main CANCELLED", "fallback OK");
    }

    @Test
    void failoverAsksTheSecondOnlyAfterTheFirst() throws Exception {
        fallback = true;
        retries = 1;
        hedges = 1;
        pacing = Map.of("afterword.analysis.pacing.extra.hedge-least", "0ms");
        model.thenBreaks("questions", CallClass.SERVER_ERROR);
        var policy = new ModelPolicy(Duration.ofSeconds(5), 3, 100, Strategy.FAILOVER);
        assertThat(runPart("questions", policy)).isInstanceOf(PartEnd.Done.class);
        assertThat(ended("questions")).containsExactly("main SERVER_ERROR", "fallback OK");
    }

    @Test
    void aHeldProviderIsNotCalledAndItsPartsWait() throws Exception {
        TestLanes.hold(lanes().models().getFirst(), Duration.ofSeconds(60));
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PARKED);
        assertThat(model.calls()).isZero();
        assertThat(ledger.part("questions").reason()).isEqualTo(Reason.RATE_LIMITED);
        assertThat(ledger.part("questions").delay()).isGreaterThan(Duration.ofSeconds(50));
    }

    @Test
    void aHeldMainLeavesTheWorkToTheFallback() throws Exception {
        fallback = true;
        TestLanes.hold(lanes().models().getFirst(), Duration.ofSeconds(60));
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PROCESSED);
        assertThat(model.calls()).isZero();
        assertThat(second.calls()).isEqualTo(3);
    }

    @Test
    void repeatsStaleConnectionOnceAtOnceThenParks() throws Exception {
        retries = 5;
        model.thenBreaks("questions", CallClass.RESET);
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PROCESSED);
        for (int i = 0; i < 3; i++) {
            model.thenBreaks("emotion", CallClass.RESET);
        }
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PARKED);
        assertThat(ledger.part("emotion").status()).isEqualTo(AnalysisStatus.PARKED);
        assertThat(ledger.part("emotion").spent().attempts()).isZero();
    }

    @Test
    void makesAtMostThreeCallsAVisit() throws Exception {
        retries = 5;
        model.thenBreaks("questions", CallClass.RESET)
                .thenReplies("questions", Samples.reply("not json"))
                .thenReplies("questions", Samples.reply("not json"));
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PARKED);
        assertThat(model.prompts("questions")).hasSize(3);
        assertThat(ledger.part("questions").spent().attempts()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"90s, 90s", "1d, 5m"})
    void obeysRetryAfterUpToTheLongestWait(String asked, String waits) throws Exception {
        retries = 5;
        TestLanes.TOLD.clear();
        model.thenBreaks("questions", CallClass.RATE_LIMITED, DurationStyle.detectAndParse(asked));
        visit(fresh());
        assertThat(ledger.part("questions").delay()).isEqualTo(DurationStyle.detectAndParse(waits));
        assertThat(model.prompts("questions")).hasSize(1);
        assertThat(TestLanes.TOLD).containsExactly("main RATE_LIMITED");
    }

    @Test
    void partExpiresAtTheParkLimit() throws Exception {
        ledger.parkAnswer(Stored.EXPIRED);
        model.thenBreaks("questions", CallClass.SERVER_ERROR);
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PARTIAL);
        assertThat(ledger.part("engagement").reason()).isEqualTo(Reason.DEPENDENCY);
    }

    @Test
    void shortensWhatIsTooLongAndGivesCutAnswersRoom() throws Exception {
        ledger.holds(longConversation());
        model.thenBreaks("questions", CallClass.TOO_LONG)
                .thenReplies("memories", Samples.reply("length", "{"));
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PROCESSED);
        var questions = model.prompts("questions");
        assertThat(questions.get(1).user().length())
                .isLessThan(questions.get(0).user().length() * 2 / 3);
        assertThat(questions.get(1).user()).contains("turns left out");
        var memories = model.prompts("memories");
        assertThat(memories.get(1).maxTokens()).isEqualTo(memories.get(0).maxTokens() * 2);
    }

    @Test
    void modelSeesPlaceholdersAndTheResultTheOriginals() throws Exception {
        ledger.holds(
                Samples.conversation(
                        new Turn(Role.USER, "May I write to ann@example.org?", Samples.END)));
        model.thenReplies(
                "questions",
                Samples.reply(
                        "{\"user_initiated_questions\":1,\"questions\":[\"May I write to [EMAIL_1]?\"]}"));
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PROCESSED);
        assertThat(model.prompts("questions").getFirst().user())
                .contains("[EMAIL_1]")
                .doesNotContain("ann@example.org");
        assertThat(result("questions")).contains("May I write to ann@example.org?");
    }

    @Test
    void repeatKeyStandsForOneTextOnly() throws Exception {
        retries = 5;
        model.thenBreaks("questions", CallClass.RESET).thenReplies("emotion", Samples.reply("bad"));
        visit(fresh());
        visit(fresh());
        var questions = model.prompts("questions");
        assertThat(questions.get(0).repeatKey()).isEqualTo(questions.get(1).repeatKey());
        assertThat(questions.get(0).user()).isEqualTo(questions.get(1).user());
        assertThat(questions.get(2).repeatKey()).isNotEqualTo(questions.get(0).repeatKey());
        assertThat(questions.get(2).user()).isNotEqualTo(questions.get(0).user());
        var emotion = model.prompts("emotion");
        assertThat(emotion.get(0).repeatKey()).isNotEqualTo(emotion.get(1).repeatKey());
    }

    @Test
    void emptyConversationIsSkipped() throws Exception {
        ledger.holds(Samples.conversation(new Turn[0]));
        assertThat(visit(fresh())).isEqualTo(VisitEnd.SKIPPED);
        assertThat(ledger.all(Write.PartEnded.class))
                .hasSize(4)
                .allMatch(part -> part.reason() == Reason.EMPTY);
        assertThat(model.calls()).isZero();
    }

    @Test
    void missingTranscriptIsErased() throws Exception {
        ledger.holds(null);
        assertThat(visit(fresh())).isEqualTo(VisitEnd.SKIPPED);
        assertThat(ledger.all(Write.PartEnded.class))
                .allMatch(part -> part.reason() == Reason.ERASED);
    }

    @Test
    void takeOverStartsOnlyWhatIsMissing() throws Exception {
        var claim =
                claim(
                        2,
                        0,
                        state("questions", AnalysisStatus.SUCCEEDED, Samples.answer("questions")),
                        state("emotion", AnalysisStatus.RUNNING, null),
                        state("memories", AnalysisStatus.SUCCEEDED, Samples.answer("memories")),
                        state("engagement", AnalysisStatus.PENDING, null));
        assertThat(visit(claim)).isEqualTo(VisitEnd.PROCESSED);
        assertThat(model.calls()).isEqualTo(1);
        assertThat(result("engagement")).contains("\"score\":24");
    }

    @Test
    void takeOverReadsJournaledReplyInsteadOfCalling() throws Exception {
        ledger.earlier(replied("questions", null));
        ledger.earlier(replied("emotion", CallClass.OK)); // good, but its checkpoint is missing
        assertThat(visit(takenOver(0))).isEqualTo(VisitEnd.PROCESSED);
        assertThat(model.prompts("questions")).isEmpty();
        assertThat(model.prompts("emotion")).isEmpty();
        assertThat(model.prompts("memories")).hasSize(1);
        assertThat(ledger.part("questions").spent().attempts()).isEqualTo(1);
        assertThat(ledger.part("questions").spent().inputTokens()).isEqualTo(100);
        assertThat(registry.counter("afterword.analysis.call.replayed").count()).isEqualTo(2);
    }

    @Test
    void takeOverCountsEarlierAttempts() throws Exception {
        ledger.earlier(ended("questions", 1, CallClass.INVALID));
        ledger.earlier(ended("questions", 2, CallClass.SERVER_ERROR));
        ledger.earlier(ended("questions", 3, CallClass.TRUNCATED));
        model.thenReplies("questions", Samples.reply("bad"));
        assertThat(visit(takenOver(0))).isEqualTo(VisitEnd.PARTIAL);
        assertThat(model.prompts("questions")).hasSize(1);
        assertThat(ledger.part("questions").spent().attempts()).isEqualTo(3);
    }

    @Test
    void takeOverGivesUpWithoutCallWhenAttemptsAreUsedUp() throws Exception {
        for (int i = 1; i <= 3; i++) {
            ledger.earlier(ended("questions", i, CallClass.REFUSED));
        }
        assertThat(visit(takenOver(0))).isEqualTo(VisitEnd.PARTIAL);
        assertThat(model.prompts("questions")).isEmpty();
        assertThat(ledger.part("questions").reason()).isEqualTo(Reason.REFUSED);
    }

    @Test
    void takeOverCountsCallsThatWereInFlight() throws Exception {
        ledger.earlier(
                new EarlierCall("questions", 1, 1, "main", "m", null, null, 0, null, null, null));
        assertThat(visit(takenOver(0))).isEqualTo(VisitEnd.PROCESSED);
        assertThat(registry.counter("afterword.analysis.call.unknown").count()).isEqualTo(1);
    }

    @Test
    void stopsAndClosesWhenTheRunIsLost() throws Exception {
        ledger.answer(Stored.LOST);
        assertThat(visit(fresh())).isEqualTo(VisitEnd.LOST);
        assertThat(ledger.closedErased(key)).isTrue();
        assertThat(ledger.all(Write.RunEnded.class)).isEmpty();
    }

    @Test
    void parkedPartsThatAreNotDueStayParked() throws Exception {
        var claim =
                claim(
                        3,
                        0,
                        state("questions", AnalysisStatus.RUNNING, null),
                        state("emotion", AnalysisStatus.PARKED, null),
                        state("memories", AnalysisStatus.SUCCEEDED, Samples.answer("memories")),
                        state("engagement", AnalysisStatus.PENDING, null));
        assertThat(visit(claim)).isEqualTo(VisitEnd.PARKED);
        assertThat(model.calls()).isEqualTo(1);
    }

    @Test
    void runThatKillsItsOwnersIsGivenUp() throws Exception {
        assertThat(visit(takenOver(3))).isEqualTo(VisitEnd.FAILED);
        assertThat(ledger.all(Write.PartEnded.class))
                .hasSize(4)
                .allMatch(part -> part.reason() == Reason.POISON);
        assertThat(model.calls()).isZero();
        assertThat(broker.published(Route.DEAD_LETTERS)).hasSize(1);
    }

    @Test
    void unknownDefinitionFailsItsPartOnly() throws Exception {
        var parts = new ArrayList<>(fresh().parts());
        parts.set(
                0,
                new PartState(0, new Pin("questions", 9, "gone"), AnalysisStatus.RUNNING, null, 0));
        assertThat(visit(new Claim(key, 1, 0, null, parts))).isEqualTo(VisitEnd.PARTIAL);
        assertThat(ledger.part("questions").reason()).isEqualTo(Reason.INTERNAL);
    }

    @Test
    void bugInOnePartFailsItAsInternal() throws Exception {
        model.then(
                "emotion",
                _ -> {
                    throw new IllegalStateException("bug");
                });
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PARTIAL);
        assertThat(ledger.part("emotion").reason()).isEqualTo(Reason.INTERNAL);
    }

    @Test
    void startsNoCallWithoutLease() throws Exception {
        mayCall = false;
        assertThat(visit(fresh())).isEqualTo(VisitEnd.ABANDONED);
        assertThat(model.calls()).isZero();
        assertThat(ledger.all(Write.RunParked.class)).isEmpty();
    }

    @Test
    void refusedResultFailsAsUnstorable() throws Exception {
        var refusing = new RefusingLedger(ledger, "questions");
        assertThat(new Visit(tools(refusing), fresh(), null).visit()).isEqualTo(VisitEnd.PARTIAL);
        assertThat(ledger.part("questions").reason()).isEqualTo(Reason.UNSTORABLE);
    }

    @Test
    void refusedComputedResultFailsAloneAndTheRunStillEnds() throws Exception {
        var refusing = new RefusingLedger(ledger, "engagement");
        assertThat(new Visit(tools(refusing), fresh(), null).visit()).isEqualTo(VisitEnd.PARTIAL);
        assertThat(ledger.part("engagement").reason()).isEqualTo(Reason.UNSTORABLE);
        assertThat(ledger.all(Write.RunEnded.class))
                .containsExactly(
                        new Write.RunEnded(key, 1, RunOutcome.PARTIAL, List.of(), List.of()));
    }

    @Test
    void endOfTheRunIsHandedOverBehindPartsThatAreNotCommittedYet() throws Exception {
        var late = new LateLedger(ledger, "none");
        assertThat(new Visit(tools(late), fresh(), null).visit()).isEqualTo(VisitEnd.PROCESSED);
        assertThat(late.waited()).isEqualTo(3);
        assertThat(counted("succeeded")).isEqualTo(4);
    }

    @Test
    void partRefusedBehindItsBackFailsAndWhatIsComputedFromItIsSkipped() throws Exception {
        var late = new LateLedger(ledger, "questions");
        assertThat(new Visit(tools(late), fresh(), null).visit()).isEqualTo(VisitEnd.PARTIAL);
        assertThat(ledger.part("questions").reason()).isEqualTo(Reason.UNSTORABLE);
        assertThat(ledger.part("engagement").reason()).isEqualTo(Reason.DEPENDENCY);
        assertThat(ledger.all(Write.RunEnded.class))
                .extracting(Write.RunEnded::outcome)
                .containsExactly(RunOutcome.PARTIAL);
        assertThat(counted("succeeded")).isEqualTo(2);
        assertThat(counted("failed")).isEqualTo(1);
    }

    /// Parts of this status by the meter: what was not stored was not counted.
    private double counted(String status) {
        return registry.find("afterword.analysis.part").tag("status", status).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void usesTheConversationThatWasReadWithItsClaim() throws Exception {
        ledger.holds(null);
        assertThat(new Visit(tools(ledger), fresh(), Samples.conversation()).visit())
                .isEqualTo(VisitEnd.PROCESSED);
    }

    @Test
    void cleansWhatJsonbDoesNotTake() throws Exception {
        model.thenReplies(
                "questions",
                Samples.reply(
                        "{\"user_initiated_questions\":1,\"questions\":[\"a\\u0000b\\ud800c\"]}"));
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PROCESSED);
        assertThat(result("questions")).contains("a\uFFFDb\uFFFDc");
    }

    @Test
    void interruptEndsTheVisitAndLeavesTheRow() throws Exception {
        var started = new CountDownLatch(1);
        model.then(
                "questions",
                _ -> {
                    started.countDown();
                    new CountDownLatch(1).await();
                    throw new AssertionError("not reached");
                });
        var thrown = new AtomicReference<@Nullable Throwable>();
        var thread =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                visit(fresh());
                            } catch (Exception e) {
                                thrown.set(e);
                            }
                        });
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        thread.interrupt();
        thread.join();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(ledger.all(Write.RunEnded.class)).isEmpty();
        assertThat(ledger.all(Write.RunParked.class)).isEmpty();
    }

    @Test
    void namedModelsAreAskedInTheirOrder() throws Exception {
        fallback = true;
        retries = 1;
        third.thenBreaks("questions", CallClass.SERVER_ERROR);
        var policy = policy(Strategy.FAILOVER, List.of("cheap", "main"), null);
        assertThat(runPart("questions", policy)).isInstanceOf(PartEnd.Done.class);
        assertThat(ended("questions")).containsExactly("cheap SERVER_ERROR", "main OK");
        assertThat(second.calls()).isZero();
    }

    @Test
    void aThirdModelIsAskedAfterTwoFailures() throws Exception {
        fallback = true;
        retries = 2;
        model.thenBreaks("questions", CallClass.SERVER_ERROR);
        second.thenBreaks("questions", CallClass.SERVER_ERROR);
        var policy = policy(Strategy.FAILOVER, List.of("main", "fallback", "cheap"), null);
        assertThat(runPart("questions", policy)).isInstanceOf(PartEnd.Done.class);
        assertThat(ended("questions"))
                .containsExactly("main SERVER_ERROR", "fallback SERVER_ERROR", "cheap OK");
    }

    @Test
    void partThatNamesOneModelWaitsForThatOne() throws Exception {
        fallback = true;
        third.thenBreaks("questions", CallClass.NO_CONNECTION);
        var end = runPart("questions", policy(Strategy.HEDGE, List.of("cheap"), null));
        assertThat(end).isEqualTo(new PartEnd.Done(AnalysisStatus.PARKED, null));
        assertThat(ledger.part("questions").spent().provider()).isEqualTo("cheap");
        assertThat(model.calls() + second.calls()).isZero();
    }

    @Test
    void whoeverIsNotNamedIsNotAsked() throws Exception {
        fallback = true;
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PROCESSED);
        assertThat(third.calls()).isZero();
    }

    /// What was meant for one provider is not told to another.
    @Test
    void partWhoseModelIsNotHereIsLeftToAnotherProcess() throws Exception {
        catalog =
                Catalogs.with(
                        List.of(
                                """
                                name: secret
                                version: 1
                                kind: prompt
                                prompt: {system: S., user: "{{boundary}} {{transcript}} {{boundary}}"}
                                schema: {type: object}
                                model: {models: [gone]}
                                """));
        assertThat(visit(fresh())).isEqualTo(VisitEnd.PARKED);
        assertThat(ledger.part("secret").status()).isEqualTo(AnalysisStatus.PARKED);
        assertThat(ledger.part("secret").delay()).isEqualTo(Duration.ofMinutes(1));
        assertThat(model.prompts("secret")).isEmpty();
        assertThat(ledger.part("questions").status()).isEqualTo(AnalysisStatus.SUCCEEDED);
    }

    @Test
    void callThatMightCostMoreThanIsLeftIsNotMade() throws Exception {
        model.thenReplies("questions", Samples.reply("{\"questions\":1}"));
        long limit = estimate("questions") + 20_999; // a call has cost 21,000 by then
        var end = runPart("questions", policy(Strategy.FAILOVER, List.of(), limit));
        assertThat(end).isEqualTo(new PartEnd.Done(AnalysisStatus.FAILED, null));
        var part = ledger.part("questions");
        assertThat(part.reason()).isEqualTo(Reason.COST_LIMIT);
        assertThat(part.spent().attempts()).isEqualTo(1);
        assertThat(part.spent().costNanos()).isEqualTo(21_000);
        assertThat(ended("questions")).containsExactly("main INVALID");
    }

    /// The repair shows the answer once more, which may be too much where the plain question is
    /// not.
    @Test
    void whereTheRepairIsTooDearTheQuestionIsPutAnew() throws Exception {
        model.thenReplies("questions", Samples.reply("{\"questions\":1}"));
        long limit = estimate("questions") + 21_000;
        var end = runPart("questions", policy(Strategy.FAILOVER, List.of(), limit));
        assertThat(end)
                .isInstanceOfSatisfying(
                        PartEnd.Done.class,
                        done -> assertThat(done.status()).isEqualTo(AnalysisStatus.SUCCEEDED));
        assertThat(model.prompts("questions")).extracting(Prompt::repair).containsOnlyNulls();
        assertThat(ledger.part("questions").spent().costNanos()).isEqualTo(42_000);
    }

    @Test
    void limitBelowTheFirstCallEndsThePartWithoutOne() throws Exception {
        long limit = estimate("questions") - 1;
        var end = runPart("questions", policy(Strategy.HEDGE, List.of(), limit));
        assertThat(end).isEqualTo(new PartEnd.Done(AnalysisStatus.FAILED, null));
        assertThat(ledger.part("questions").reason()).isEqualTo(Reason.COST_LIMIT);
        assertThat(ledger.part("questions").spent().costNanos()).isNull();
        assertThat(model.calls()).isZero();
        assertThat(ledger.journal("questions")).isEmpty();
    }

    @Test
    void limitCountsWhatEarlierVisitsHaveCost() throws Exception {
        long limit = estimate("questions") + 15_599; // the earlier call has cost 15,600
        var policy = policy(Strategy.FAILOVER, List.of(), limit);
        var earlier = ended("questions", 1, CallClass.CUT_OFF);
        assertThat(runPart("questions", policy, earlier))
                .isEqualTo(new PartEnd.Done(AnalysisStatus.FAILED, null));
        assertThat(ledger.part("questions").reason()).isEqualTo(Reason.COST_LIMIT);
        assertThat(model.calls()).isZero();
    }

    /// A reply that was paid before a crash is read, however little is left.
    @Test
    void limitKeepsNoPaidReplyFromBeingRead() throws Exception {
        var end =
                runPart(
                        "questions",
                        policy(Strategy.FAILOVER, List.of(), 1L),
                        replied("questions", null));
        assertThat(end)
                .isInstanceOfSatisfying(
                        PartEnd.Done.class,
                        done -> assertThat(done.status()).isEqualTo(AnalysisStatus.SUCCEEDED));
        assertThat(model.calls()).isZero();
    }

    private void mainIsDear() {
        prices =
                Prices.parse(
                        "test",
                        """
                        prices:
                          - {provider: main, model: "m*", input: 15, output: 60}
                          - {model: "m*", input: 0.15, output: 0.60}
                        """);
    }

    @Test
    void whereOneModelIsTooDearTheOtherIsAsked() throws Exception {
        fallback = true;
        mainIsDear();
        long limit = estimate("questions") / 10;
        assertThat(runPart("questions", policy(Strategy.HEDGE, List.of(), limit)))
                .isInstanceOf(PartEnd.Done.class);
        assertThat(ended("questions")).containsExactly("fallback OK");
    }

    @Test
    void partWaitsForTheModelThatItCanPay() throws Exception {
        fallback = true;
        mainIsDear();
        long limit = estimate("questions") / 10;
        TestLanes.hold(lanes().models().getLast(), Duration.ofSeconds(60));
        assertThat(runPart("questions", policy(Strategy.HEDGE, List.of(), limit)))
                .isEqualTo(new PartEnd.Done(AnalysisStatus.PARKED, null));
        assertThat(ledger.part("questions").reason()).isEqualTo(Reason.RATE_LIMITED);
        assertThat(ledger.part("questions").spent().provider()).isEqualTo("fallback");
    }

    @Test
    void hedgeThatCannotBePaidIsNotMade() throws Exception {
        fallback = true;
        hedges = 1;
        pacing = Map.of("afterword.analysis.pacing.extra.hedge-least", "50ms");
        model.then(
                "questions",
                _ -> {
                    TimeUnit.MILLISECONDS.sleep(300);
                    return new CallEnd.Replied(
                            Samples.reply(Samples.answer("questions")), Duration.ofMillis(300));
                });
        long limit = 2 * estimate("questions") - 1;
        assertThat(runPart("questions", policy(Strategy.HEDGE, List.of(), limit)))
                .isInstanceOf(PartEnd.Done.class);
        assertThat(ended("questions")).containsExactly("main OK");
        assertThat(lanes().hedges().left()).isEqualTo(1);
    }

    @Test
    void raceWithMoneyForOneMakesOneCall() throws Exception {
        fallback = true;
        long limit = 2 * estimate("questions") - 1;
        assertThat(runPart("questions", policy(Strategy.RACE, List.of(), limit)))
                .isInstanceOf(PartEnd.Done.class);
        assertThat(model.calls() + second.calls()).isEqualTo(1);
        assertThat(ledger.part("questions").spent().costNanos()).isEqualTo(21_000);
    }

    @Test
    void raceThatCanBePaidBooksBoth() throws Exception {
        fallback = true;
        model.then("questions", VisitTests::forEver);
        long limit = 2 * estimate("questions");
        assertThat(runPart("questions", policy(Strategy.RACE, List.of(), limit)))
                .isInstanceOf(PartEnd.Done.class);
        assertThat(ended("questions")).containsExactlyInAnyOrder("main CANCELLED", "fallback OK");
        assertThat(ledger.part("questions").spent().costNanos()).isBetween(21_001L, limit);
    }

    /// Two limits: the part's is final, the day's waits.
    @Test
    void partsLimitAndTheDaysBudgetHoldBoth() throws Exception {
        budgets = Purses.of("questions", "0.000001", Duration.ofHours(7));
        long estimate = estimate("questions");
        assertThat(runPart("questions", policy(Strategy.FAILOVER, List.of(), estimate)))
                .isEqualTo(new PartEnd.Done(AnalysisStatus.PARKED, null));
        assertThat(ledger.part("questions").reason()).isEqualTo(Reason.OVER_BUDGET);
        assertThat(runPart("questions", policy(Strategy.FAILOVER, List.of(), estimate - 1)))
                .isEqualTo(new PartEnd.Done(AnalysisStatus.FAILED, null));
        assertThat(ledger.part("questions").reason()).isEqualTo(Reason.COST_LIMIT);
    }

    private VisitEnd visit(Claim claim) throws InterruptedException {
        return new Visit(tools(ledger), claim, null).visit();
    }

    private Visit.Tools tools(Ledger store) {
        var delays =
                new ParkDelay(
                        new RunSettings.Park(
                                Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofHours(24)),
                        new Random(1));
        var ready = lanes();
        return new Visit.Tools(
                store,
                catalog,
                new Asks(models(), ready, null, new Formatting(cpu, TokenEncoding.O200K_BASE)),
                runner(store, delays),
                meters,
                Announced.to(broker),
                3,
                Duration.ofMinutes(1));
    }

    private PartRunner runner(Ledger store, ParkDelay delays) {
        var settings = TestLanes.settings(pacing);
        return new PartRunner(
                store,
                meters,
                new Caller(store, meters, prices, budgets),
                new PartRunner.Tools(
                        _ -> mayCall,
                        delays,
                        lanes(),
                        settings.extra().hedgeLeast(),
                        settings.patience(),
                        PartRunner.Tools.QUICK));
    }

    private Models models() {
        return new Models(
                new Models.Route(model, 8, Models.Limits.NONE),
                fallback ? new Models.Route(second, 8, Models.Limits.NONE) : null,
                List.of(new Models.Route(third, 8, Models.Limits.NONE)));
    }

    /// The same for all visits of a test.
    private Lanes lanes() {
        var ready = lanes;
        if (ready == null) {
            ready = TestLanes.of(models(), TestLanes.settings(pacing), retries, hedges);
            lanes = ready;
        }
        return ready;
    }

    /// One part under another policy than its file's.
    private PartEnd runPart(String name, ModelPolicy policy, EarlierCall... earlier)
            throws InterruptedException {
        var part = state(name, AnalysisStatus.RUNNING, null);
        var ask = ask(name, policy);
        var delays =
                new ParkDelay(
                        new RunSettings.Park(
                                Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofHours(24)),
                        new Random(1));
        var deadline = Deadline.after(Duration.ofMinutes(1));
        var work = new PartRunner.Work(key, 1, part, ask, List.of(earlier), deadline);
        var end = runner(ledger, delays).run(work);
        return end instanceof PartEnd.Offered it
                ? PartWriter.became(ledger, meters, it.write(), it.stored().join())
                : end;
    }

    private Ask ask(String name, ModelPolicy policy) throws InterruptedException {
        var pin = state(name, AnalysisStatus.RUNNING, null).pin();
        var analysis = (Analysis.Prompted) catalog.pinned(pin).orElseThrow();
        var other =
                new Analysis.Prompted(
                        analysis.pin(),
                        analysis.prompt(),
                        analysis.answer(),
                        analysis.input(),
                        policy,
                        analysis.skip(),
                        false);
        var formatting = new Formatting(cpu, TokenEncoding.O200K_BASE);
        return new Asks(models(), lanes(), null, formatting)
                .of(fresh(), other, Samples.conversation())
                .orElseThrow();
    }

    private static ModelPolicy policy(
            Strategy strategy, List<String> models, @Nullable Long limitNanos) {
        return new ModelPolicy(
                Duration.ofSeconds(5),
                3,
                100,
                strategy,
                models,
                limitNanos == null ? null : BigDecimal.valueOf(limitNanos, 9));
    }

    /// What the first call of a part may cost at most.
    private long estimate(String name) throws InterruptedException {
        var question = new Tally().next();
        var most = ask(name, policy(Strategy.FAILOVER, List.of(), null)).most(question);
        return prices.most("main", "m", most);
    }

    private static CallEnd forEver(Prompt prompt) throws InterruptedException {
        new CountDownLatch(1).await();
        throw new AssertionError("not reached: " + prompt);
    }

    /// Who ended how, in the order of the journal.
    private List<String> ended(String name) {
        return ledger.all(Write.Called.class).stream()
                .map(Write.Called::row)
                .filter(row -> row.name().equals(name) && row.phase() == CallRow.Phase.ENDED)
                .map(row -> row.provider() + " " + row.found())
                .toList();
    }

    private Claim fresh() {
        return new Claim(key, 1, 0, null, states());
    }

    private Claim takenOver(int deaths) {
        return new Claim(key, 2, deaths, null, states());
    }

    private List<PartState> states() {
        var states = new ArrayList<PartState>();
        for (var analysis : catalog.current()) {
            var status =
                    analysis instanceof Analysis.Derived
                            ? AnalysisStatus.PENDING
                            : AnalysisStatus.RUNNING;
            states.add(new PartState(states.size(), analysis.pin(), status, null, 0));
        }
        return states;
    }

    private Claim claim(long fence, int deaths, PartState... parts) {
        return new Claim(key, fence, deaths, null, List.of(parts));
    }

    private PartState state(String name, AnalysisStatus status, @Nullable String result) {
        for (int i = 0; i < catalog.current().size(); i++) {
            var pin = catalog.current().get(i).pin();
            if (pin.name().equals(name)) {
                var json = result == null ? null : ContractJson.tree(result);
                return new PartState(i, pin, status, json, 0);
            }
        }
        throw new IllegalArgumentException(name);
    }

    private String result(String name) {
        return String.valueOf(ledger.part(name).result());
    }

    private static EarlierCall replied(String name, @Nullable CallClass found) {
        var raw = Samples.reply(Samples.answer(name));
        return new EarlierCall(name, 1, 1, "main", "m", found, raw, 7, null, null, null);
    }

    private static EarlierCall ended(String name, int number, CallClass found) {
        return endedBy("main", name, number, found);
    }

    private static EarlierCall endedBy(String provider, String name, int number, CallClass found) {
        return new EarlierCall(name, 1, number, provider, "m", found, null, 7, 100L, 1L, 15_600L);
    }

    private static Conversation longConversation() {
        var turns = new Turn[200];
        for (int i = 0; i < turns.length; i++) {
            turns[i] = new Turn(Role.USER, "This is turn number " + i, Samples.END);
        }
        return Samples.conversation(turns);
    }

    private static void awaitAll(CyclicBarrier meeting) throws InterruptedException {
        try {
            meeting.await();
        } catch (BrokenBarrierException e) {
            throw new AssertionError(e);
        }
    }

    /// Stands in front of a ledger and decides what becomes of writes only.
    private abstract static class LedgerInFront implements Ledger {

        final FakeLedger to;

        LedgerInFront(FakeLedger to) {
            this.to = to;
        }

        @Override
        public Optional<Conversation> conversation(RunKey key) {
            return to.conversation(key);
        }

        @Override
        public Map<RunKey, Conversation> conversations(List<RunKey> keys) {
            return to.conversations(keys);
        }

        @Override
        public List<EarlierCall> calls(RunKey key) {
            return to.calls(key);
        }

        @Override
        public void note(Write.Called line) {
            to.note(line);
        }

        @Override
        public void closeErased(RunKey key) {
            to.closeErased(key);
        }
    }

    /// Commits nothing before the end of the run is there, as a writer that is behind; then one
    /// part is refused, and the end of the run with it.
    private static final class LateLedger extends LedgerInFront {

        private record Late(Write.PartEnded end, CompletableFuture<Stored> stored) {}

        private final String refused;
        private final List<Late> late = Collections.synchronizedList(new ArrayList<>());

        LateLedger(FakeLedger to, String refused) {
            super(to);
            this.refused = refused;
        }

        int waited() {
            return late.size();
        }

        @Override
        public CompletableFuture<Stored> offer(Write.PartEnded end) {
            var stored = new CompletableFuture<Stored>();
            late.add(new Late(end, stored));
            return stored;
        }

        @Override
        public Stored write(Write write) {
            if (!(write instanceof Write.RunEnded run)) {
                return to.write(write);
            }
            late.stream()
                    .filter(it -> !it.stored.isDone())
                    .forEach(it ->
                            it.stored.complete(
                                    it.end.name().equals(refused)
                                            ? Stored.REFUSED
                                            : to.write(it.end)));
            return run.turnedDown() ? Stored.LOST : to.write(run);
        }
    }

    /// Refuses the first write of one part, as PostgreSQL refuses data.
    private static final class RefusingLedger extends LedgerInFront {

        private final String name;

        RefusingLedger(FakeLedger to, String name) {
            super(to);
            this.name = name;
        }

        @Override
        public Stored write(Write write) {
            var parts =
                    switch (write) {
                        case Write.PartEnded part -> List.of(part);
                        case Write.RunEnded run -> run.computed();
                        case Write.Called _, Write.RunParked _ -> List.<Write.PartEnded>of();
                    };
            boolean refused =
                    parts.stream().anyMatch(it -> it.name().equals(name) && it.result() != null);
            return refused ? Stored.REFUSED : to.write(write);
        }

        @Override
        public CompletableFuture<Stored> offer(Write.PartEnded end) {
            return CompletableFuture.completedFuture(write(end));
        }
    }
}
