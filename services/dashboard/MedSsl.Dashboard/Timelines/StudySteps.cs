using MedSsl.Shards;

namespace MedSsl.Dashboard.Timelines;

/// <summary>Turns what is known of a study into its timeline: pure, so that every way to be stuck has a test.</summary>
internal static class StudySteps
{
    /// <summary>The most serious state first.</summary>
    private static readonly string[] Severity = [StepStates.Failed, StepStates.Refused, StepStates.Waiting, StepStates.NotYet];

    public static StudyTimeline Of(StudyFacts facts, DateTimeOffset now)
    {
        var series = facts.Series.Select(one => SeriesSteps.Of(one, now)).ToList();
        TimelineStep[] steps = [Received(facts), Complete(facts, now), Trained(facts)];
        var isKnown = facts.Series.Count > 0 || facts.Refused.Count > 0;
        return new StudyTimeline
        {
            Dataset = facts.Dataset,
            StudyUid = facts.StudyUid,
            PatientId = facts.PatientId,
            IsKnown = isKnown,
            Answer = isKnown ? Answer(steps, series) : Tell("the study", steps[0]),
            Steps = steps,
            Series = series,
        };
    }

    /// <summary>Along the way, the series first: the study waits for them. Among equal states the earliest on the way speaks.</summary>
    private static string Answer(TimelineStep[] steps, List<SeriesTimeline> series)
    {
        var all = series.SelectMany(one => one.Steps.Select((step, place) => (Who: $"series {one.SeriesUid}", Step: step, Place: place)))
            .Concat(steps.Select((step, place) => (Who: "the study", Step: step, Place: place == 0 ? -1 : 100 + place)));
        var stuck = all.Where(item => item.Step.State != StepStates.Done).OrderBy(item => Array.IndexOf(Severity, item.Step.State)).ThenBy(item => item.Place)
            .Select(item => ((string Who, TimelineStep Step)?)(item.Who, item.Step)).FirstOrDefault();
        return stuck is var (who, step) ? Tell(who, step) : $"all steps are done: {steps[^1].Found}";
    }

    private static string Tell(string who, TimelineStep step) =>
        $"{who}, {step.Step}: {step.State}{(step.Found.Length > 0 ? $": {step.Found}" : "")}{(step.Do.Length > 0 ? $". What helps: {step.Do}" : "")}";

    private static TimelineStep Received(StudyFacts facts)
    {
        if (facts.Refused.Count > 0)
        {
            var reasons = string.Join(", ", facts.Refused.CountBy(refused => refused.ReasonCode).OrderBy(reason => reason.Key, StringComparer.Ordinal).Select(reason => $"{reason.Value} {reason.Key}"));
            return new TimelineStep("received", StepStates.Refused, facts.Refused.Max(refused => refused.RejectedAt),
                $"{SeriesSteps.Count(facts.Refused.Count, "input")} refused ({reasons}); the first: {facts.Refused[0].Reason}",
                "medssl quarantine ls shows each; docs/operations.md says what a reason asks for; after that medssl quarantine release");
        }

        return facts.Series.Count == 0
            ? new TimelineStep("received", StepStates.NotYet, null, $"nothing of this study is in the object store under dataset {facts.Dataset}",
                "check dataset and UID (an original UID is found only by the medssl of a site that has the key); look whether the sender was answered "
                + "(medssl_ingestion_dicom_associations_total, docs/operations.md \"A modality cannot send\"), whether it waits in the spool "
                + "(medssl_ingestion_dicom_spool_objects), and for inputs whose study could not be read (medssl quarantine ls)")
            : new TimelineStep("received", StepStates.Done, facts.Series.Min(series => series.FirstAt), SeriesSteps.Count(facts.Series.Count, "series"));
    }

    private static TimelineStep Complete(StudyFacts facts, DateTimeOffset now)
    {
        var told = facts.Manifest is null ? "" : $"{SeriesSteps.Count(facts.Manifest.Series.Count, "series")} in its manifest";
        if (facts.OpenedAt is null)
        {
            return facts.Manifest is null ? new TimelineStep("complete", StepStates.NotYet, null, "") : new TimelineStep("complete", StepStates.Done, facts.CompletedAt, told);
        }

        var again = told.Length > 0 ? $"open again after {told}; " : "";
        var open = facts.Series.Count(series => series.Openings.Count > 0);
        if (open > 0)
        {
            return new TimelineStep("complete", StepStates.Waiting, facts.OpenedAt, $"{again}{SeriesSteps.Count(open, "series")} open", "the study is complete after its series");
        }

        var since = facts.Series.Select(series => series.CompletedAt).Append(facts.OpenedAt).Max();
        var due = since + facts.IdleTime;
        return due is null || now >= due
            ? new TimelineStep("complete", StepStates.Waiting, facts.OpenedAt, $"{again}all series are complete",
                "it is complete after Ingestion:StudyIdleTime and the next pass of idle-studies; where that does not help, no ingestion runs: start one, or run medssl reconcile")
            : new TimelineStep("complete", StepStates.Waiting, facts.OpenedAt, $"{again}all series are complete; the study is in {SeriesSteps.Time(due.Value - now)} if no other comes", "wait");
    }

    private static TimelineStep Trained(StudyFacts facts)
    {
        if (facts.Series.Select(series => series.Sealed.Version).Where(version => version is not null).Min() is not { } first)
        {
            return new TimelineStep("trained", StepStates.NotYet, null, "");
        }

        var part = facts.PatientId is { Length: > 0 } patient && PatientSplit.Of(patient) == PatientSplit.Test ? "; the patient is in the test part, which is not trained on" : "";
        var runs = string.Join("; ", facts.Runs.Select(Describe));
        return facts.Runs.Where(run => run.Result?.Trained is not null).Select(run => (DateTimeOffset?)run.Result!.Trained!.TrainedAt).Min() is { } at
            ? new TimelineStep("trained", StepStates.Done, at, runs + part)
            : facts.Runs.FirstOrDefault(run => run.Result is null) is { } pending
                ? new TimelineStep("trained", StepStates.Waiting, pending.AcceptedAt, runs + part, pending.IsPaused ? $"medssl train resume --run {pending.Command.RunId}" : "wait; docs/operations.md, \"A run is pending\"")
            : facts.Runs.Count > 0
                ? new TimelineStep("trained", StepStates.Failed, facts.Runs[^1].Result!.Failed?.FailedAt ?? facts.Runs[^1].Result!.Cancelled?.CancelledAt, runs + part, "start another run under a new id; docs/operations.md, \"A run or benchmark failed\"")
            : new TimelineStep("trained", StepStates.NotYet, null, $"no run has read version {first} of the dataset or a later one{part}", $"medssl train --dataset {facts.Dataset}");
    }

    private static string Describe(RunUse run) => $"run {run.Command.RunId} on version {run.DatasetVersion}: " + (run.Result switch
    {
        null => run.IsPaused ? "paused" : "not ended",
        { Trained: not null } => run.ModelVersion is { } version ? $"model {run.Command.Model} v{version}" : $"model {run.Command.Model}, not registered yet",
        { Failed: { } failure } => $"failed: {failure.Reason}",
        { Cancelled: { } cancelled } => $"cancelled by {cancelled.RequestedBy} after step {cancelled.Step}",
        _ => "ended",
    });
}
