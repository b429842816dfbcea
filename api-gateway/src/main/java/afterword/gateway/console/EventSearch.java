// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.console;

import afterword.contract.EventStatus;
import afterword.contract.Reason;
import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A search for events, newest first: by conversation or user, status, reason, time.
///
/// Statuses and reasons are closed sets and stand in the statement itself, so that the planner can
/// use the partial indexes that are made for them. A reason is looked for among the last 5,000
/// events that have it themselves and the last 5,000 parts.
final class EventSearch {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:@+-]{1,128}");
    private static final Pattern AFTER = Pattern.compile("([0-9]{1,18})\\.([0-9a-f-]{36})");

    private static final String HEAD =
            """
            with page as (
              select e.*, (extract(epoch from accepted_at) * 1000000)::bigint as micros
              from $events e
              where e.tenant = :tenant
            """;

    private static final String TAIL =
            """

              order by e.accepted_at desc, e.event_id desc limit 51),
            numbered as (
              select *, row_number() over (order by accepted_at desc, event_id desc) as nr from page)
            select json_build_object(
              'items', coalesce((
                select json_agg(json_build_object(
                    'event_id', e.event_id, 'conversation_id', e.conversation_id, 'user_id', e.user_id,
                    'bot_id', e.bot_id, 'channel', e.channel, 'turns', e.turns, 'conflicts', e.conflicts,
                    'status', case when e.status = 'PENDING' and exists (
                        select 1 from analysis.run_v1 r
                        where r.tenant = e.tenant and r.event_id = e.event_id and r.generation = e.generation)
                      then 'PROCESSING' else e.status end,
                    'reason', e.reason, 'generation', e.generation, 'accepted_at', e.accepted_at,
                    'ended_at', e.ended_at, 'parts', o.parts, 'cost_nanos', o.cost_nanos)
                  order by e.nr)
                from numbered e
                left join lateral (
                  select json_agg(json_build_array(p.name, p.status, p.reason) order by p.position) as parts,
                         sum(p.cost_nanos) as cost_nanos
                  from analysis.outcome_v1 p
                  where p.tenant = e.tenant and p.event_id = e.event_id and p.generation = e.generation) o on true
                where e.nr <= 50), '[]'),
              'next', (select micros || '.' || event_id from numbered where nr = 50 and exists (
                         select 1 from numbered where nr = 51)),
              'at', clock_timestamp())::text
            """;

    private static final String ALL = "events.event_v1";

    /// Each event of the lists is read by its key: the limit keeps the planner from reading all.
    private static final String WITH_REASON =
            """
            (select f.* from (
                select event_id from (
                  select event_id from events.event_v1
                  where tenant = :tenant and reason = '$reason' order by accepted_at desc limit 5000) own
                union
                select event_id from (
                  select event_id from analysis.outcome_v1
                  where tenant = :tenant and reason = '$reason' order by started_at desc limit 5000) of_parts) h
              cross join lateral (
                select * from events.event_v1 where tenant = :tenant and event_id = h.event_id limit 1) f)
            """;

    private final Glass glass;

    EventSearch(Glass glass) {
        this.glass = glass;
    }

    /// Carries a request out.
    ///
    /// @return JSON
    String find(String tenant, HttpServletRequest request) {
        var where = new ArrayList<String>();
        var values = new HashMap<String, Object>(Map.of("tenant", tenant));
        id(request, "conversation", "conversation_id", where, values);
        id(request, "user", "user_id", where, values);
        either(request, where, values);
        chosen(request, "status", EventStatus.values())
                .map(EventSearch::status)
                .ifPresent(where::add);
        var from =
                chosen(request, "reason", Reason.values())
                        .map(reason -> WITH_REASON.replace("$reason", reason.name()))
                        .orElse(ALL);
        time(request, "from", ">=", where, values);
        time(request, "to", "<", where, values);
        after(request, where, values);
        return glass.look(HEAD.replace("$events", from) + String.join("", where) + TAIL, values)
                .orElse("null");
    }

    private static void id(
            HttpServletRequest request,
            String name,
            String column,
            List<String> where,
            Map<String, Object> values) {
        var text = request.getParameter(name);
        if (text != null && !text.isBlank()) {
            where.add(" and e." + column + " = :" + name);
            values.put(name, checked(name, text.strip()));
        }
    }

    /// One field for whoever does not know what they hold.
    private static void either(
            HttpServletRequest request, List<String> where, Map<String, Object> values) {
        var text = request.getParameter("q");
        if (text != null && !text.isBlank()) {
            where.add(" and (e.conversation_id = :q or e.user_id = :q)");
            values.put("q", checked("q", text.strip()));
        }
    }

    private static String checked(String name, String text) {
        if (!ID.matcher(text).matches()) {
            throw Refusal.of(
                    ProblemKind.PARAMETER, name + " is 1 to 128 of A-Z a-z 0-9 . _ : @ + -");
        }
        return text;
    }

    private static <E extends Enum<E>> Optional<E> chosen(
            HttpServletRequest request, String name, E[] all) {
        var text = request.getParameter(name);
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        var wanted = text.strip().toUpperCase(Locale.ROOT);
        for (var one : all) {
            if (one.name().equals(wanted)) {
                return Optional.of(one);
            }
        }
        throw Refusal.of(ProblemKind.PARAMETER, name + " is one of the closed set.");
    }

    private static String status(EventStatus status) {
        var running =
                """
                (select 1 from analysis.run_v1 r
                 where r.tenant = e.tenant and r.event_id = e.event_id and r.generation = e.generation)
                """;
        return switch (status) {
            case ACCEPTED -> " and false"; // promised and not stored: nobody knows it here
            case PENDING -> " and e.ended_at is null and not exists " + running;
            case PROCESSING -> " and e.ended_at is null and exists " + running;
            case PROCESSED, PARTIAL, FAILED, SKIPPED, ERASED ->
                    " and e.status = '" + status.name() + "'";
        };
    }

    private static void time(
            HttpServletRequest request,
            String name,
            String operator,
            List<String> where,
            Map<String, Object> values) {
        var text = request.getParameter(name);
        if (text == null || text.isBlank()) {
            return;
        }
        try {
            values.put(name, Instant.parse(text.strip()).toString());
            where.add(" and e.accepted_at " + operator + " :" + name + "::timestamptz");
        } catch (DateTimeException _) {
            throw Refusal.of(
                    ProblemKind.PARAMETER, name + " is a time such as 2026-11-21T10:00:00Z.");
        }
    }

    private static void after(
            HttpServletRequest request, List<String> where, Map<String, Object> values) {
        @Nullable String text = request.getParameter("after");
        if (text == null || text.isBlank()) {
            return;
        }
        var form = AFTER.matcher(text);
        try {
            if (form.matches()) {
                values.put("micros", Long.parseLong(form.group(1)));
                values.put("afterId", UUID.fromString(form.group(2)));
                where.add(
                        " and (e.accepted_at, e.event_id) < (timestamptz 'epoch' + :micros"
                                + " * interval '1 microsecond', :afterId)");
                return;
            }
        } catch (IllegalArgumentException _) {
            // not a UUID; refused below like any other
        }
        throw Refusal.of(ProblemKind.CURSOR, "Send the next of an earlier answer.");
    }
}
