// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import java.util.ArrayList;
import java.util.List;

/// How much of everything a load needs, from what one event costs. The formula of docs/capacity.md.
///
/// @param eventsPerSecond that arrive
/// @param runSeconds from the claim of a run to its end, nearly all of it its slowest call
/// @param callsPerEvent made at once
/// @param costs CPU that one event takes
/// @param limits of what one process is given
record Capacity(
        double eventsPerSecond, double runSeconds, int callsPerEvent, Costs costs, Limits limits) {

    /// CPU milliseconds of one event.
    record Costs(
            double gateway,
            double broker,
            double eventWorker,
            double analysisWorker,
            double database) {}

    /// What one process may carry.
    ///
    /// @param busy share of its cores that a process works at most; queues grow with 1 / (1 - busy)
    /// @param coresPerProcess of a gateway or worker
    /// @param coresPerBroker of a broker's node
    /// @param coresPerDatabase of one database server
    /// @param callsPerWorker in flight in one analysis-worker
    record Limits(
            double busy,
            int coresPerProcess,
            int coresPerBroker,
            int coresPerDatabase,
            int callsPerWorker) {}

    /// Processes of each kind.
    record Processes(
            int gateways, int eventWorkers, int analysisWorkers, int brokers, int databases) {}

    /// Calls in flight: Little's law.
    double callsInFlight() {
        return eventsPerSecond * runSeconds * callsPerEvent;
    }

    /// Runs in flight, and so `afterword.analysis.run.in-flight` of all workers together.
    double runsInFlight() {
        return eventsPerSecond * runSeconds;
    }

    Processes processes() {
        int own = limits.coresPerProcess();
        int forCalls = (int) Math.ceil(callsInFlight() / limits.callsPerWorker());
        return new Processes(
                needed(costs.gateway(), own),
                needed(costs.eventWorker(), own),
                Math.max(forCalls, needed(costs.analysisWorker(), own)),
                needed(costs.broker(), limits.coresPerBroker()),
                needed(costs.database(), limits.coresPerDatabase()));
    }

    /// Cores that are busy with one kind.
    private double cores(double millisPerEvent) {
        return eventsPerSecond * millisPerEvent / 1e3;
    }

    private int needed(double millisPerEvent, int coresEach) {
        return Math.max(1, (int) Math.ceil(cores(millisPerEvent) / limits.busy() / coresEach));
    }

    /// The line as a row of queues, in the order in which an event meets them.
    List<LineModel.Station> stations(Processes processes) {
        int own = limits.coresPerProcess();
        var stations = new ArrayList<LineModel.Station>();
        stations.add(station("gateway", processes.gateways() * own, costs.gateway()));
        stations.add(
                station("broker", processes.brokers() * limits.coresPerBroker(), costs.broker()));
        stations.add(station("event-worker", processes.eventWorkers() * own, costs.eventWorker()));
        stations.add(
                station(
                        "database",
                        processes.databases() * limits.coresPerDatabase(),
                        costs.database()));
        stations.add(
                station(
                        "analysis-worker",
                        processes.analysisWorkers() * own,
                        costs.analysisWorker()));
        int runs = processes.analysisWorkers() * (limits.callsPerWorker() / callsPerEvent);
        stations.add(new LineModel.Station("calls", runs, runSeconds, false));
        return stations;
    }

    private static LineModel.Station station(String name, int cores, double millis) {
        return new LineModel.Station(name, cores, millis / 1e3, true);
    }
}
