// SPDX-License-Identifier: Apache-2.0
package afterword.seen;

import static afterword.seen.Panel.lines;
import static afterword.seen.Panel.stat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/// The three dashboards. Their JSON under `deploy/grafana/dashboards` is written from here by
/// [#main] and by nobody else; a test says when it was forgotten.
final class Dashboards {

    private Dashboards() {}

    /// Writes the files; `make dashboards` calls it.
    static void main(String[] ignored) throws IOException {
        var folder = Repository.path("deploy/grafana/dashboards");
        for (var dashboard : all()) {
            Files.writeString(folder.resolve(dashboard.name() + ".json"), dashboard.json());
        }
    }

    static List<Dashboard> all() {
        return List.of(pipeline(), analysis(), services());
    }

    private static Dashboard pipeline() {
        return new Dashboard(
                "Pipeline",
                "Is anything lost, is anything late, what does it cost: the first row of each answers it.",
                List.of(
                        new Dashboard.Row("Is anything lost?", lost()),
                        new Dashboard.Row("Is anything late?", late()),
                        new Dashboard.Row("What does it cost?", cost()),
                        new Dashboard.Row("Flow", flow())));
    }

    private static List<Panel> lost() {
        return List.of(
                stat(
                        "Conservation gap",
                        "What does not add up in the ledger, all equations together; zero, always. Runbook: AfterwordConservationGap.",
                        "short",
                        "sum(max by (equation) (abs(afterword_ledger_gap)))",
                        1),
                stat(
                        "In the spill",
                        "Accepted events that the broker has not confirmed yet. Safe, but late. Runbook: AfterwordSpillInUse.",
                        "short",
                        "max(afterword_gateway_spill_events)",
                        1,
                        10_000),
                stat(
                        "Dead letters, 24 h",
                        "Messages that were buried; each is a row with its bytes and a reason. Runbook: AfterwordDeadLettersRising.",
                        "short",
                        "sum(increase(afterword_events_dead_letters_total[24h]))",
                        1),
                stat(
                        "Not promised, 1 h",
                        "Events answered 503, since neither broker nor spill took them; their producers repeat.",
                        "short",
                        "sum(increase(afterword_gateway_accept_seconds_count{outcome=\"not_promised\"}[1h]))",
                        1),
                stat(
                        "Failed, 24 h",
                        "Events that ended without any result: refused at intake, or every part failed.",
                        "short",
                        "sum(increase(afterword_events_closed_total{status=\"FAILED\"}[24h]))",
                        1),
                stat(
                        "Firing alerts",
                        "Alerts of ours that fire now; docs/runbooks has a page for each.",
                        "short",
                        "count(ALERTS{alertname=~\"Afterword.*\",alertstate=\"firing\"}) or vector(0)",
                        1));
    }

    private static List<Panel> late() {
        return List.of(
                stat(
                        "Oldest without an end",
                        "Age of the oldest event that has no end yet. Runbook: AfterwordOldestEventTooOld.",
                        "s",
                        "max(afterword_events_waiting_age_seconds{stage=\"end\"})",
                        60,
                        900),
                stat(
                        "Waiting for an end",
                        "Stored events that have not ended.",
                        "short",
                        "max(afterword_events_waiting{stage=\"end\"})",
                        1_000,
                        100_000),
                stat(
                        "Time to outcome, p95",
                        "From the acceptance of an event to its end, over ten minutes.",
                        "s",
                        "histogram_quantile(0.95, sum by (le) (rate(afterword_events_took_seconds_bucket[10m])))",
                        30,
                        60),
                stat(
                        "Missed a minute, 1 h",
                        "Share of events that took longer than a minute; the goal allows 1 %.",
                        "percentunit",
                        "afterword:outcome_missed:ratio_rate1h",
                        0.01,
                        0.144),
                stat(
                        "Accept, p99",
                        "From a request's headers to its answer, the promise included, over ten minutes.",
                        "s",
                        "histogram_quantile(0.99, sum by (le) (rate(afterword_gateway_accept_seconds_bucket{outcome!=\"refused\"}[10m])))",
                        0.05,
                        0.1),
                stat(
                        "Missed 100 ms, 1 h",
                        "Share of accepts that were slower or not promised; the goal allows 0.1 %.",
                        "percentunit",
                        "afterword:accept_missed:ratio_rate1h",
                        0.001,
                        0.0144),
                lines(
                                "Age of the oldest, by stage",
                                "Waiting for the request to be confirmed, for the end, for the outcome to be confirmed.",
                                "s")
                        .ask("max by (stage) (afterword_events_waiting_age_seconds)", "{{stage}}"),
                lines("Waiting, by stage", "Events in each stage of the ledger.", "short")
                        .ask("max by (stage) (afterword_events_waiting)", "{{stage}}"),
                lines(
                                "Waiting, by stage of the ledger",
                                "Stored, requested, running, parked for a provider or a budget, or about to be closed.",
                                "short")
                        .ask("max by (stage) (afterword_ledger_waiting)", "{{stage}}"),
                lines("Time to outcome", "From acceptance to the first end.", "s")
                        .ask(quantile("0.5", "afterword_events_took_seconds_bucket"), "p50")
                        .ask(quantile("0.95", "afterword_events_took_seconds_bucket"), "p95")
                        .ask(quantile("0.99", "afterword_events_took_seconds_bucket"), "p99"));
    }

    private static List<Panel> cost() {
        return List.of(
                stat(
                        "Cost, 24 h",
                        "Money that calls have cost, losers and failed calls included. Zero where no model has a price (docs/money.md).",
                        "currencyUSD",
                        "sum(increase(afterword_analysis_cost_usd_total[24h])) or vector(0)"),
                stat(
                        "Cost of 1,000 events",
                        "Over the last hour, of events that were analysed.",
                        "currencyUSD",
                        "1000 * sum(increase(afterword_analysis_cost_usd_total[1h])) / sum(increase(afterword_events_closed_total{status=~\"PROCESSED|PARTIAL|FAILED\"}[1h])) or vector(0)"),
                stat(
                        "Budget taken",
                        "The fullest budget of today, as a share; zero where none is configured. Runbook: AfterwordBudgetNearlySpent.",
                        "percentunit",
                        "max(afterword_analysis_budget_taken_ratio) or vector(0)",
                        0.9,
                        1),
                stat(
                        "Input tokens, 24 h",
                        "Tokens sent to providers, as their replies say.",
                        "short",
                        "sum(increase(afterword_analysis_tokens_total{direction=\"input\"}[24h]))"),
                stat(
                        "Output tokens, 24 h",
                        "Tokens that providers wrote, as their replies say.",
                        "short",
                        "sum(increase(afterword_analysis_tokens_total{direction=\"output\"}[24h]))"),
                stat(
                        "Calls an event",
                        "Calls of providers for each event that ended; three are asked for by the built-in analyses.",
                        "short",
                        "sum(increase(afterword_analysis_call_seconds_count[1h])) / sum(increase(afterword_events_closed_total{status=~\"PROCESSED|PARTIAL|FAILED\"}[1h]))",
                        4,
                        6),
                stat(
                        "Paid perhaps twice, 24 h",
                        "Calls in flight when their owner died; each may have been made again.",
                        "short",
                        "sum(increase(afterword_analysis_call_unknown_total[24h]))",
                        1));
    }

    private static List<Panel> flow() {
        return List.of(
                lines(
                                "From accepted to ended",
                                "Where the lines part, something piles up between two stages.",
                                "ops")
                        .ask(
                                "sum(rate(afterword_gateway_accept_seconds_count{outcome=~\"confirmed|spilled\"}[$__rate_interval]))",
                                "accepted by REST")
                        .ask(
                                "sum(rate(afterword_events_intake_total{end=\"stored\"}[$__rate_interval]))",
                                "stored")
                        .ask(
                                "sum(rate(afterword_analysis_request_total{end=\"claimed\"}[$__rate_interval]))",
                                "claimed")
                        .ask("sum(rate(afterword_events_closed_total[$__rate_interval]))", "ended"),
                lines("Ended, by status", "Ends of events.", "ops")
                        .ask(
                                "sum by (status) (rate(afterword_events_closed_total[$__rate_interval]))",
                                "{{status}}"),
                lines(
                                "Messages waiting in the broker",
                                "Ready messages, or lag of the group; short where the line keeps up.",
                                "short")
                        .ask("max by (route) (afterword_queue_messages)", "{{route}}"),
                lines(
                                "Accepts, by outcome",
                                "What became of requests; spilled and not promised are the broker's trouble.",
                                "ops")
                        .ask(
                                "sum by (outcome) (rate(afterword_gateway_accept_seconds_count[$__rate_interval]))",
                                "{{outcome}}"),
                lines("Accept latency", "The promise included, refusals left out.", "s")
                        .ask(accept("0.5"), "p50")
                        .ask(accept("0.99"), "p99")
                        .ask(accept("0.999"), "p99.9"),
                lines(
                                "Refusals, by code",
                                "Problem documents that were answered, the most frequent five.",
                                "ops")
                        .ask(
                                "topk(5, sum by (code) (rate(afterword_gateway_refusals_total[$__rate_interval])))",
                                "{{code}}"),
                lines(
                                "Intake, by end",
                                "Duplicates are repeats that cost nothing; refused ones are rows with a reason.",
                                "ops")
                        .ask(
                                "sum by (end) (rate(afterword_events_intake_total[$__rate_interval]))",
                                "{{end}}"),
                lines(
                                "Recovered by itself",
                                "What a lost message or a dead worker left behind and was taken up again.",
                                "ops")
                        .ask(
                                "sum(rate(afterword_outbox_total{way=\"relay\",end=\"confirmed\"}[$__rate_interval]))",
                                "relayed")
                        .ask("sum(rate(afterword_events_rings_total[$__rate_interval]))", "rung")
                        .ask(
                                "sum(rate(afterword_events_closed_swept_total[$__rate_interval]))",
                                "swept")
                        .ask(
                                "sum by (way) (rate(afterword_analysis_taken_total[$__rate_interval]))",
                                "{{way}}"),
                lines("Errors and warnings logged", "Log lines of the chosen services.", "ops")
                        .ask(
                                "sum by (service, level) (rate(logback_events_total{level=~\"error|warn\",service=~\"$service\"}[$__rate_interval]))",
                                "{{service}} {{level}}"));
    }

    private static String quantile(String q, String bucket) {
        return "histogram_quantile(%s, sum by (le) (rate(%s[$__rate_interval])))"
                .formatted(q, bucket);
    }

    private static String accept(String q) {
        return quantile(q, "afterword_gateway_accept_seconds_bucket{outcome!=\"refused\"}");
    }

    private static Dashboard analysis() {
        return new Dashboard(
                "Analysis and LLM",
                "Runs, parts, calls of providers, and the CPU pool.",
                List.of(
                        new Dashboard.Row("Runs", runs()),
                        new Dashboard.Row("Calls", calls()),
                        new Dashboard.Row("CPU pool and writes", computing())));
    }

    private static List<Panel> runs() {
        return List.of(
                lines(
                                "Visits, by end",
                                "A visit is one try at a run: parked waits for a provider, lost was somebody else's.",
                                "ops")
                        .ask(
                                "sum by (end) (rate(afterword_analysis_run_seconds_count[$__rate_interval]))",
                                "{{end}}"),
                lines("Time of a visit", "All ends together.", "s")
                        .ask(quantile("0.5", "afterword_analysis_run_seconds_bucket"), "p50")
                        .ask(quantile("0.95", "afterword_analysis_run_seconds_bucket"), "p95")
                        .ask(quantile("0.99", "afterword_analysis_run_seconds_bucket"), "p99"),
                lines(
                                "Runs in flight",
                                "At the limit the worker takes no more: start another, or look at the provider.",
                                "short")
                        .ask(
                                "sum by (instance) (afterword_analysis_runs_in_flight)",
                                "{{instance}}")
                        .ask(
                                "sum by (instance) (afterword_analysis_runs_limit)",
                                "limit {{instance}}"),
                lines("Parts that succeeded", "By analysis.", "ops")
                        .ask(
                                "sum by (analysis) (rate(afterword_analysis_part_total{status=\"succeeded\"}[$__rate_interval]))",
                                "{{analysis}}"),
                lines(
                                "Parts that did not",
                                "Failed, parked and skipped parts by analysis and reason; a flat zero where there are none.",
                                "ops")
                        .ask(
                                "sum by (analysis, status, reason) (rate(afterword_analysis_part_total{status!=\"succeeded\"}[$__rate_interval])) or vector(0)",
                                "{{analysis}} {{status}} {{reason}}"),
                lines(
                                "Taken by another way than a message",
                                "Released by a stopped worker, suspect after a death, adopted, or woken from parking.",
                                "ops")
                        .ask(
                                "sum by (way) (rate(afterword_analysis_taken_total[$__rate_interval]))",
                                "{{way}}"));
    }

    private static List<Panel> calls() {
        return List.of(
                lines(
                                "Calls, by provider and class",
                                "What each call was found to be. Runbook: AfterwordProviderDown.",
                                "ops")
                        .ask(
                                "sum by (provider, class) (rate(afterword_analysis_call_seconds_count[$__rate_interval]))",
                                "{{provider}} {{class}}"),
                lines(
                                "Time to first byte",
                                "From a call to the first byte of its reply, by model; long before a slow answer, short before a long one.",
                                "s")
                        .ask(firstByte("0.5"), "{{provider}} {{model}} p50")
                        .ask(firstByte("0.95"), "{{provider}} {{model}} p95"),
                lines("Latency of good calls", "By provider, whole replies.", "s")
                        .ask(call("0.5"), "{{provider}} p50")
                        .ask(call("0.95"), "{{provider}} p95")
                        .ask(call("0.99"), "{{provider}} p99"),
                lines(
                                "Failed by the provider",
                                "Share of its calls that failed by its own fault, over five minutes.",
                                "percentunit")
                        .ask(
                                "afterword:calls_provider_failed:ratio_rate5m or vector(0)",
                                "{{provider}}"),
                lines("Calls in flight and waiting", "Waiting ones have no permit yet.", "short")
                        .ask(
                                "sum by (provider) (afterword_analysis_calls_in_flight)",
                                "{{provider}} in flight")
                        .ask(
                                "sum by (provider) (afterword_analysis_calls_waiting)",
                                "{{provider}} waiting")
                        .ask(
                                "sum by (provider) (afterword_analysis_calls_limit)",
                                "{{provider}} limit"),
                lines(
                                "Breaker",
                                "0: calls pass, 1: the provider is being tried, 2: it counts as down.",
                                "short")
                        .ask(
                                "max by (provider) (afterword_analysis_breaker_state)",
                                "{{provider}}"),
                lines("Hedges and retries", "Made, and spared since their budget was spent.", "ops")
                        .ask(
                                "sum by (result) (rate(afterword_analysis_hedge_total[$__rate_interval]))",
                                "hedge {{result}}")
                        .ask(
                                "sum by (result) (rate(afterword_analysis_retry_total[$__rate_interval]))",
                                "retry {{result}}"),
                lines(
                                "Cost an hour",
                                "By analysis, at the rate of the last minutes.",
                                "currencyUSD")
                        .ask(
                                "3600 * sum by (analysis) (rate(afterword_analysis_cost_usd_total[$__rate_interval])) or vector(0)",
                                "{{analysis}}"),
                lines("Tokens", "By model and direction, as replies say.", "ops")
                        .ask(
                                "sum by (provider, model, direction) (rate(afterword_analysis_tokens_total[$__rate_interval]))",
                                "{{provider}} {{model}} {{direction}}"),
                lines(
                                "Replayed and unknown calls",
                                "Replayed: a journaled reply was read instead of calling again. Unknown: in flight at a death.",
                                "ops")
                        .ask(
                                "sum(rate(afterword_analysis_call_replayed_total[$__rate_interval]))",
                                "replayed")
                        .ask(
                                "sum(rate(afterword_analysis_call_unknown_total[$__rate_interval]))",
                                "unknown"));
    }

    private static String call(String q) {
        return "histogram_quantile(%s, sum by (provider, le) (rate(afterword_analysis_call_seconds_bucket{class=\"ok\"}[$__rate_interval])))"
                .formatted(q);
    }

    private static String firstByte(String q) {
        return "histogram_quantile(%s, sum by (provider, model, le) (rate(afterword_analysis_call_first_byte_seconds_bucket[$__rate_interval])))"
                .formatted(q);
    }

    private static List<Panel> computing() {
        return List.of(
                lines("CPU pool", "Formatting runs here and nowhere else.", "short")
                        .ask("sum(afterword_analysis_cpu_queued)", "queued")
                        .ask("sum(afterword_analysis_cpu_running)", "running")
                        .ask("sum(afterword_analysis_cpu_threads)", "threads"),
                lines(
                                "Mean wait and run of a task",
                                "A wait longer than the run says that cores are short.",
                                "s")
                        .ask(mean("afterword_analysis_cpu_wait_seconds"), "wait")
                        .ask(mean("afterword_analysis_cpu_run_seconds"), "run"),
                lines(
                                "Turned away, and writes waiting",
                                "Tasks that found the queue full, and writes that wait for their commit.",
                                "short")
                        .ask(
                                "sum(increase(afterword_analysis_cpu_rejected_total[$__rate_interval]))",
                                "turned away")
                        .ask("sum(afterword_analysis_writes_waiting)", "writes waiting"),
                lines(
                                "Leases",
                                "1 while a worker can show that it lives. Runbook: AfterwordLeaseLost.",
                                "short")
                        .ask("afterword_analysis_lease_good", "{{instance}}"));
    }

    private static String mean(String summary) {
        return "sum(rate(%1$s_sum[$__rate_interval])) / sum(rate(%1$s_count[$__rate_interval]))"
                .formatted(summary);
    }

    private static Dashboard services() {
        return new Dashboard(
                "Services",
                "JVM and pools of each process, the broker and the database.",
                List.of(
                        new Dashboard.Row("Processes", processes()),
                        new Dashboard.Row("Pools", pools()),
                        new Dashboard.Row("Database", database()),
                        new Dashboard.Row("Broker", broker()),
                        new Dashboard.Row("Deliveries and publications", handOver()),
                        new Dashboard.Row("HTTP", http())));
    }

    private static final String OF = "{service=~\"$service\"}";

    private static List<Panel> processes() {
        return List.of(
                lines(
                                "Up",
                                "1 while Prometheus can scrape it. Runbook: AfterwordServiceDown.",
                                "short")
                        .ask(
                                "up{job=\"afterword\",service=~\"$service\"}",
                                "{{service}} {{instance}}"),
                lines("CPU", "Share of all cores that the process uses.", "percentunit")
                        .ask("process_cpu_usage" + OF, "{{service}} {{instance}}"),
                lines("Heap", "Used and highest; a slow rise over days is a leak.", "bytes")
                        .ask(
                                "sum by (service, instance) (jvm_memory_used_bytes{area=\"heap\",service=~\"$service\"})",
                                "{{service}} {{instance}} used")
                        .ask(
                                "sum by (service, instance) (jvm_memory_max_bytes{area=\"heap\",service=~\"$service\"} > 0)",
                                "{{service}} {{instance}} max"),
                lines("Platform threads", "Virtual threads are not among them.", "short")
                        .ask("jvm_threads_live_threads" + OF, "{{service}} {{instance}}"),
                lines(
                                "Time in GC pauses",
                                "Seconds of pause for each second; above 5 % the heap is too small.",
                                "percentunit")
                        .ask(
                                "sum by (service, instance) (rate(jvm_gc_pause_seconds_sum{service=~\"$service\"}[$__rate_interval])) or 0 * sum by (service, instance) (process_uptime_seconds"
                                        + OF
                                        + ")",
                                "{{service}} {{instance}}"),
                lines("Uptime", "A saw-tooth is a crash loop.", "s")
                        .ask("process_uptime_seconds" + OF, "{{service}} {{instance}}"),
                lines("Open files", "Sockets count too.", "short")
                        .ask("process_files_open_files" + OF, "{{service}} {{instance}}"),
                lines("Log lines, by level", "What the chosen services have logged.", "ops")
                        .ask(
                                "sum by (service, level) (rate(logback_events_total{level!~\"debug|trace\",service=~\"$service\"}[$__rate_interval]))",
                                "{{service}} {{level}}"),
                lines("Series", "Exposed by each process; 2,000 is the bound.", "short")
                        .ask(
                                "scrape_samples_scraped{job=\"afterword\",service=~\"$service\"}",
                                "{{service}} {{instance}}"));
    }

    private static List<Panel> pools() {
        return List.of(
                lines(
                                "Connections in use",
                                "Of each pool, against its size. Runbook: AfterwordPoolExhausted.",
                                "short")
                        .ask("hikaricp_connections_active" + OF, "{{service}} {{pool}}")
                        .ask("hikaricp_connections_max" + OF, "max {{service}} {{pool}}"),
                lines(
                                "Callers that wait for a connection",
                                "Zero, but for moments; and those that waited in vain.",
                                "short")
                        .ask("hikaricp_connections_pending" + OF, "{{service}} {{pool}}")
                        .ask(
                                "increase(hikaricp_connections_timeout_total{service=~\"$service\"}[$__rate_interval])",
                                "in vain {{service}} {{pool}}"),
                lines(
                                "Mean wait for a connection",
                                "Microseconds when all is well; a slow database shows here first.",
                                "s")
                        .ask(
                                "sum by (service, pool) (rate(hikaricp_connections_acquire_seconds_sum{service=~\"$service\"}[$__rate_interval])) / sum by (service, pool) (rate(hikaricp_connections_acquire_seconds_count{service=~\"$service\"}[$__rate_interval]))",
                                "{{service}} {{pool}}"));
    }

    private static final String DATABASE = "{datname=\"afterword\"}";

    private static List<Panel> database() {
        return List.of(
                lines(
                                "Connections to PostgreSQL",
                                "Of all roles by state, against the server's bound; idle in transaction is a fault of ours.",
                                "short")
                        .ask("sum by (state) (pg_stat_activity_count" + DATABASE + ")", "{{state}}")
                        .ask("max(pg_settings_max_connections)", "max"),
                lines("Transactions", "Committed and rolled back.", "ops")
                        .ask(ofDatabase("pg_stat_database_xact_commit"), "committed")
                        .ask(ofDatabase("pg_stat_database_xact_rollback"), "rolled back"),
                lines("Rows", "Read by statements and written.", "ops")
                        .ask(ofDatabase("pg_stat_database_tup_fetched"), "fetched")
                        .ask(ofDatabase("pg_stat_database_tup_inserted"), "inserted")
                        .ask(ofDatabase("pg_stat_database_tup_updated"), "updated")
                        .ask(ofDatabase("pg_stat_database_tup_deleted"), "deleted"),
                lines(
                                "Read without the disk",
                                "Share of blocks found in the server's own memory; falls when what is hot outgrows it.",
                                "percentunit")
                        .ask(
                                "sum(rate(pg_stat_database_blks_hit%1$s[$__rate_interval])) / (sum(rate(pg_stat_database_blks_hit%1$s[$__rate_interval])) + sum(rate(pg_stat_database_blks_read%1$s[$__rate_interval])))"
                                        .formatted(DATABASE),
                                "share"),
                lines(
                                "Longest transaction, deadlocks",
                                "A transaction of minutes keeps dead rows alive; a deadlock is a fault of ours.",
                                "s")
                        .ask("max(pg_stat_activity_max_tx_duration" + DATABASE + ")", "longest")
                        .ask(
                                "sum(increase(pg_stat_database_deadlocks"
                                        + DATABASE
                                        + "[$__rate_interval]))",
                                "deadlocks"),
                lines("Size of the database", "Retention decides where it levels off.", "bytes")
                        .ask("max(pg_database_size_bytes" + DATABASE + ")", "size"));
    }

    private static String ofDatabase(String counter) {
        return "sum(rate(" + counter + DATABASE + "[$__rate_interval]))";
    }

    /// What the broker says of itself; each panel asks RabbitMQ, else Kafka.
    private static List<Panel> broker() {
        return List.of(
                lines(
                                "Ready, by queue",
                                "As RabbitMQ counts them; for Kafka the lag that services see.",
                                "short")
                        .ask(
                                "sum by (queue) (rabbitmq_detailed_queue_messages_ready) or max by (route) (afterword_queue_messages)",
                                "{{queue}}{{route}}"),
                lines("Messages into the broker", "From all publishers.", "ops")
                        .ask(
                                "sum(rate(rabbitmq_global_messages_received_total[$__rate_interval])) or sum(rate(kafka_server_brokertopicmetrics_messagesin_total[$__rate_interval]))",
                                "messages"),
                lines(
                                "Memory of the broker",
                                "Against its limit: there RabbitMQ blocks all publishers, and events go to the spill.",
                                "bytes")
                        .ask(
                                "sum by (instance) (rabbitmq_process_resident_memory_bytes) or sum by (instance) (kafka_heap_used_bytes)",
                                "used {{instance}}")
                        .ask(
                                "sum by (instance) (rabbitmq_resident_memory_limit_bytes) or sum by (instance) (kafka_heap_max_bytes)",
                                "limit {{instance}}"),
                lines(
                                "Connections to the broker",
                                "Of clients; a service holds two or three.",
                                "short")
                        .ask(
                                "sum by (instance) (rabbitmq_connections) or sum by (instance) (kafka_server_connections)",
                                "{{instance}}"),
                lines(
                                "Disk of the broker",
                                "RabbitMQ: what is left; Kafka: what its logs take.",
                                "bytes")
                        .ask(
                                "min by (instance) (rabbitmq_disk_space_available_bytes) or sum by (instance) (kafka_log_size_bytes)",
                                "{{instance}}"));
    }

    private static List<Panel> handOver() {
        return List.of(
                lines("Deliveries", "Handed to a handler, by route.", "ops")
                        .ask(
                                "sum by (route) (rate(afterword_consumer_messages_total{service=~\"$service\"}[$__rate_interval]))",
                                "{{route}}"),
                lines(
                                "Redeliveries",
                                "What the broker handed out before: a death, or a lost connection.",
                                "ops")
                        .ask(
                                "sum by (route) (rate(afterword_consumer_messages_total{redelivered=\"true\",service=~\"$service\"}[$__rate_interval]))",
                                "{{route}}"),
                lines("Batch size", "Mean; it grows by itself when there is a backlog.", "short")
                        .ask(
                                "sum by (route) (rate(afterword_consumer_messages_total{service=~\"$service\"}[$__rate_interval])) / sum by (route) (rate(afterword_consumer_batch_seconds_count{service=~\"$service\"}[$__rate_interval]))",
                                "{{route}}"),
                lines("Deliveries held", "In flight: handed out and not acknowledged.", "short")
                        .ask(
                                "sum by (route) (afterword_consumer_unsettled{service=~\"$service\"})",
                                "{{route}}"),
                lines(
                                "Publishers that are open",
                                "0: not connected, or blocked by an alarm of the broker's.",
                                "short")
                        .ask(
                                "min by (service, publisher) (afterword_publisher_open{service=~\"$service\"})",
                                "{{service}} {{publisher}}"),
                lines("Confirms awaited", "Publications under way.", "short")
                        .ask(
                                "sum by (service, publisher) (afterword_publisher_outstanding{service=~\"$service\"})",
                                "{{service}} {{publisher}}"),
                lines(
                                "Outboxes",
                                "Rows published at once (offer) and by the relay, by the broker's answer.",
                                "ops")
                        .ask(
                                "sum by (outbox, way, end) (rate(afterword_outbox_total{service=~\"$service\"}[$__rate_interval]))",
                                "{{outbox}} {{way}} {{end}}"));
    }

    private static List<Panel> http() {
        return List.of(
                lines("Requests", "By pattern and status.", "ops")
                        .ask(
                                "sum by (service, uri, status) (rate(http_server_requests_seconds_count{service=~\"$service\"}[$__rate_interval]))",
                                "{{uri}} {{status}}"),
                lines(
                                "Mean time of a request",
                                "By pattern; the accept has a histogram of its own.",
                                "s")
                        .ask(
                                "sum by (service, uri) (rate(http_server_requests_seconds_sum{service=~\"$service\"}[$__rate_interval])) / sum by (service, uri) (rate(http_server_requests_seconds_count{service=~\"$service\"}[$__rate_interval]))",
                                "{{service}} {{uri}}"));
    }
}
