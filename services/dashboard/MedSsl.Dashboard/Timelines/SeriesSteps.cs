using System.Globalization;
using MedSsl.Contracts.Documents;

namespace MedSsl.Dashboard.Timelines;

/// <summary>Turns what is known of a series into its steps: pure, so that every way to be stuck has a test.</summary>
internal static class SeriesSteps
{
    /// <summary>How long a step may take before the answer says that something that should run does not.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static SeriesTimeline Of(SeriesFacts facts, DateTimeOffset now) => new(facts.SeriesUid, facts.Manifest?.Modality,
        [Received(facts), DeIdentified(facts), Complete(facts, now), Normalized(facts, now), Sharded(facts, now), Published(facts)]);

    private static TimelineStep Received(SeriesFacts facts)
    {
        var sources = string.Join(", ", facts.Openings.Select(opening => opening.Source).OfType<string>().Distinct(StringComparer.Ordinal));
        return facts.Stored > 0
            ? new TimelineStep("received", StepStates.Done, facts.FirstAt, $"{Count(facts.Stored, "instance")}{(sources.Length > 0 ? $" from {sources}" : "")}")
            : new TimelineStep("received", StepStates.NotYet, facts.OpenedAt, "the series was opened and nothing of it was stored",
                "look into the log of ingestion for the first instance; the sender was not told that it is safe, or it waits in the spool");
    }

    private static TimelineStep DeIdentified(SeriesFacts facts) => facts.Stored > 0
        ? new TimelineStep("de-identified", StepStates.Done, facts.FirstAt, "every stored instance; what survives de-identification is refused before it is stored")
        : NotYet("de-identified");

    private static TimelineStep Complete(SeriesFacts facts, DateTimeOffset now)
    {
        if (facts.Openings.Count == 0)
        {
            return facts.Manifest is null ? NotYet("complete") : new TimelineStep("complete", StepStates.Done, facts.CompletedAt, Completeness(facts.Manifest));
        }

        var again = facts.Manifest is null ? "" : $"complete before with {Count(facts.Manifest.Instances.Count, "instance")} and open again: ";
        var expected = facts.Openings.Select(opening => opening.ExpectedInstanceCount).Distinct().ToList() is [{ } count] ? $" of {Number(count)} expected" : "";
        var found = $"{again}{Count(facts.Stored, "instance")}{expected}, the last one at {facts.NewestAt:u}";
        return DueAt(facts) is not { } due
            ? new TimelineStep("complete", StepStates.Waiting, facts.OpenedAt, found, "it is complete after Ingestion:SeriesIdleTime without a new instance")
            : now < due ? new TimelineStep("complete", StepStates.Waiting, facts.OpenedAt, $"{found}; it is complete in {Time(due - now)} if no other comes", "wait")
            : new TimelineStep("complete", StepStates.Waiting, facts.OpenedAt, $"{found}; it is due since {due:u}",
                now - due < Patience ? "wait for the next pass of idle-series (Hosting:ReconcileInterval)"
                : "no ingestion closes it: start one, look at medssl_reconciler_failed_passes_total of idle-series, or run medssl reconcile");
    }

    private static DateTimeOffset? DueAt(SeriesFacts facts)
    {
        if (facts.Openings.Max(opening => opening.SeriesIdleTime) is not { } idle || facts.Openings.Any(opening => opening.SeriesIdleTime is null))
        {
            return null;
        }

        var isEndless = facts.Openings.Any(opening => opening.SeriesLongestTime is null || opening.SeriesLongestTime == TimeSpan.Zero);
        var longest = isEndless ? DateTimeOffset.MaxValue : facts.OpenedAt + facts.Openings.Max(opening => opening.SeriesLongestTime);
        var silent = facts.NewestAt + idle;
        return silent < longest ? silent : longest;
    }

    private static string Completeness(SeriesManifest manifest) => manifest.ExpectedInstanceCount is { } expected && expected != manifest.Instances.Count
        ? $"{Count(manifest.Instances.Count, "instance")}, but the series says that it has {Number(expected)}"
        : Count(manifest.Instances.Count, "instance");

    private static TimelineStep Normalized(SeriesFacts facts, DateTimeOffset now)
    {
        if (facts.Manifest is null)
        {
            return NotYet("normalized");
        }

        if (facts.Record is { } record && record.ManifestSha256 == facts.ManifestSha256)
        {
            var setAside = SetAside(record);
            return record.SampleCount == 0
                ? new TimelineStep("normalized", StepStates.Failed, facts.NormalizedAt, $"no image of it can be used: {setAside}", $"the record names each one: {ObjectStorage.ObjectKeys.NormalizationRecord(record.Dataset, record.SeriesUid)}; docs/modality-preparation.md says what a reason asks for")
                : new TimelineStep("normalized", StepStates.Done, facts.NormalizedAt, $"{Count(record.SampleCount, "sample")}, reference {record.ReferenceVersion}{(setAside.Length > 0 ? $"; set aside: {setAside}" : "")}");
        }

        if (facts.WaitsForReference is { } group && facts.MeasuredAt >= facts.CompletedAt)
        {
            return new TimelineStep("normalized", StepStates.Waiting, facts.MeasuredAt, $"measured; {group} has no reference energies yet",
                $"import images of {group} up to Normalization:ReferenceImages, or end an import of which every series is measured");
        }

        var stale = facts.Record is null ? "" : " again, because instances came late";
        return new TimelineStep("normalized", StepStates.Waiting, facts.CompletedAt, $"complete and not normalized{stale}", now - facts.CompletedAt < Patience ? "wait"
            : "start normalization; look at medssl_bus_faulted_total and the queue normalize-series_error; a lost message comes again after Hosting:RepublishAfter, or with medssl reconcile");
    }

    private static string SetAside(NormalizationRecord record) => string.Join(", ", record.Failures
        .CountBy(failure => failure.ReasonCode ?? NormalizationFailureReasons.UndecodablePixels).OrderByDescending(reason => reason.Value).ThenBy(reason => reason.Key, StringComparer.Ordinal)
        .Select(reason => $"{Number(reason.Value)} {reason.Key}"));

    private static TimelineStep Sharded(SeriesFacts facts, DateTimeOffset now)
    {
        if (facts.Record is not { SampleCount: > 0 } record)
        {
            return NotYet("sharded");
        }

        var inShards = $"{Number(facts.Sealed.Count)} of {Count(record.SampleCount, "sample")} in {Count(facts.Sealed.ShardIds.Count, "shard")}: {string.Join(", ", facts.Sealed.ShardIds)}";
        return facts.StagedAt is not null
            ? new TimelineStep("sharded", StepStates.Waiting, facts.StagedAt, $"staged{(facts.Sealed.Count > 0 ? $"; {inShards}" : "")}",
                "it is sealed when Sharding:ShardBytes are reached, after Sharding:SealAfter, or when its import is whole; where none of these helps, no sharding runs")
            : facts.Sealed.Count >= record.SampleCount ? new TimelineStep("sharded", StepStates.Done, facts.Sealed.PublishedAt, inShards)
            : new TimelineStep("sharded", StepStates.Waiting, facts.NormalizedAt, $"normalized and not staged{(facts.Sealed.Count > 0 ? $"; {inShards}" : "")}",
                now - facts.NormalizedAt < Patience ? "wait" : "start sharding; a lost message is found after Hosting:RepublishAfter, or with medssl reconcile");
    }

    private static TimelineStep Published(SeriesFacts facts) => facts.Sealed is { Version: { } version }
        ? new TimelineStep("published", StepStates.Done, facts.Sealed.PublishedAt, $"since version {Number(version)} of the dataset")
        : NotYet("published");

    public static string Count(int count, string what) => $"{Number(count)} {what}{(count == 1 || what == "series" ? "" : "s")}";

    public static string Time(TimeSpan time) => TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds)).ToString("c", CultureInfo.InvariantCulture);

    private static TimelineStep NotYet(string step) => new(step, StepStates.NotYet, null, "");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
