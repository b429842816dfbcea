// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/// The line as queues in a row, simulated: events arrive at random (Poisson), each station serves
/// them in order of arrival with so many servers, and passes them on.
///
/// For each station the arrivals are sorted, and each event takes the server that is free first:
/// the recursion of Kiefer and Wolfowitz, exact for queues in a row without feedback. What the
/// model leaves out: batches (which make a busy station cheaper), pauses of the garbage collector,
/// and that an event meets the database several times.
final class LineModel {

    private LineModel() {}

    /// Servers that take one event at a time.
    ///
    /// @param servers cores, or permits
    /// @param seconds of service, on average
    /// @param random exponential service times, which is worse than what was measured; else all
    ///   alike
    record Station(String name, int servers, double seconds, boolean random) {

        /// Share of its servers that are busy.
        double load(double eventsPerSecond) {
            return eventsPerSecond * seconds / servers;
        }
    }

    /// How it went.
    ///
    /// @param waitSeconds 99th percentile of the wait before each station
    /// @param throughput events that left per second, while events arrived
    /// @param backlog events still in the line when the last one arrived
    record Result(Map<String, Double> waitSeconds, double throughput, long backlog) {}

    /// Simulates a time of arrivals.
    static Result simulate(
            List<Station> stations, double eventsPerSecond, double seconds, long seed) {
        var luck = new SplittableRandom(seed);
        var times = arrivals(eventsPerSecond, seconds, luck);
        var waits = new LinkedHashMap<String, Double>();
        for (var station : stations) {
            waits.put(station.name(), serve(station, times, luck));
        }
        long left = Arrays.stream(times).filter(time -> time <= seconds).count();
        return new Result(waits, left / seconds, times.length - left);
    }

    private static double[] arrivals(double rate, double seconds, SplittableRandom luck) {
        var times = new double[(int) (rate * seconds * 1.2) + 100];
        int count = 0;
        for (double now = exponential(1 / rate, luck);
                now < seconds && count < times.length;
                now += exponential(1 / rate, luck)) {
            times[count++] = now;
        }
        return Arrays.copyOf(times, count);
    }

    private static double exponential(double mean, SplittableRandom luck) {
        return -mean * Math.log(1 - luck.nextDouble());
    }

    /// Turns times of arrival into times of departure.
    ///
    /// @return 99th percentile of the waits
    private static double serve(Station station, double[] times, SplittableRandom luck) {
        Arrays.sort(times);
        var free = new PriorityQueue<Double>(station.servers());
        var waits = new double[times.length];
        for (int i = 0; i < times.length; i++) {
            double start = times[i];
            if (free.size() == station.servers()) {
                start = Math.max(start, free.remove());
            }
            waits[i] = start - times[i];
            double service =
                    station.random() ? exponential(station.seconds(), luck) : station.seconds();
            times[i] = start + service;
            free.add(times[i]);
        }
        Arrays.sort(waits);
        return waits.length == 0 ? 0 : waits[(int) (waits.length * 0.99)];
    }
}
