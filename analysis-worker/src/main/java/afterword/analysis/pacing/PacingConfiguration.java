// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import afterword.analysis.llm.Models;
import afterword.analysis.memory.MemoryStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PacingSettings.class)
class PacingConfiguration {

    /// Extra calls that may be saved up, of each kind.
    private static final int SAVED = 5;

    @Bean
    BoardWatch boardWatch(DataSource source, PacingSettings settings) {
        return new BoardWatch(new JdbcBoard(JdbcClient.create(source)), settings.boardEvery());
    }

    @Bean
    Lanes lanes(
            Models models,
            ObjectProvider<MemoryStore> memory,
            DataSource source,
            PacingSettings settings,
            BoardWatch board) {
        var credit = new JdbcCreditStore(JdbcClient.create(source));
        var lanes = new ArrayList<Lane>();
        var more = new ArrayList<Lane>();
        for (var route : models.routes()) {
            var model = route.model();
            var leases =
                    new Leases(
                            credit,
                            model.provider(),
                            model.model(),
                            route.limits().requestsPerMinute(),
                            route.limits().tokensPerMinute());
            var place = new Gate.Place(model.provider(), model.model(), route.inFlight());
            (models.more().contains(route) ? more : lanes)
                    .add(lane(place, leases, settings, board));
        }
        var store = memory.getIfAvailable();
        var place =
                store == null
                        ? null
                        : new Gate.Place(
                                MemoryStore.PROVIDER, MemoryStore.MODEL, store.callsInFlight());
        var unlimited = new Leases(credit, MemoryStore.PROVIDER, MemoryStore.MODEL, 0, 0);
        return new Lanes(
                lanes,
                more,
                place == null ? null : lane(place, unlimited, settings, board),
                new Budget(settings.extra().retries(), SAVED, SAVED),
                new Budget(settings.extra().hedges(), SAVED, 0));
    }

    private static Lane lane(
            Gate.Place place, Leases leases, PacingSettings settings, BoardWatch board) {
        return new Lane(new Gate(place, leases, settings, board::tell, System::nanoTime));
    }

    @Bean
    PacingLifecycle pacingLifecycle(BoardWatch board, Lanes lanes, DataSource source) {
        var reports = new LaneReports(JdbcClient.create(source), lanes);
        return new PacingLifecycle(board, lanes, reports);
    }

    @Bean
    PacingGauges pacingGauges(Lanes lanes, MeterRegistry registry) {
        return new PacingGauges(List.copyOf(lanes.all().toList()), lanes, registry);
    }
}
