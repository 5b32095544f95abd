using System.CommandLine;
using MedSsl.AllInOne.Sessions;
using MedSsl.Dashboard.Timelines;
using MedSsl.Dicom;
using MedSsl.Dicom.Parsing;
using MedSsl.Hosting;
using MedSsl.Ingestion;

namespace MedSsl.AllInOne.Commands;

internal static class TimelineCommand
{
    private static readonly Option<string?> Study = new("--study") { Description = "Study Instance UID, as it is stored or, where this machine has the site key, as it came", HelpName = "UID" };
    private static readonly Option<string?> Series = new("--series") { Description = "Series Instance UID, the same way", HelpName = "UID" };
    private static readonly Option<string?> Patient = new("--patient") { Description = "Pseudonym of a patient: all studies", HelpName = "PSEUDONYM" };
    private static readonly Option<string> Dataset = new("--dataset") { Description = "Dataset that it was sent to", Required = true, HelpName = "NAME" };

    public static Command Create() => new Command("timeline", "Say what became of a study, step by step, where it stands and what helps: \"why did nothing happen?\"") { Study, Series, Patient, Dataset }.Does(async (parsed, output, cancellationToken) =>
    {
        var dataset = Require.Name("--dataset", parsed.GetValue(Dataset)!);
        var (study, series, patient) = (parsed.GetValue(Study), parsed.GetValue(Series), parsed.GetValue(Patient));
        if (new[] { study, series, patient }.Count(given => given is not null) != 1)
        {
            throw new UsageException("expected one of --study, --series and --patient");
        }

        var reader = new TimelineReader(await StoreSession.OpenAsync(parsed, cancellationToken), TimeProvider.System);
        var timelines = patient is not null ? await reader.OfPatientAsync(dataset, Require.Name("--patient", patient), cancellationToken)
            : study is not null ? [await FirstKnownAsync(parsed, "--study", study, DicomTags.StudyInstanceUid, uid => reader.OfStudyAsync(dataset, uid, cancellationToken))]
            : [await FirstKnownAsync(parsed, "--series", series!, DicomTags.SeriesInstanceUid, uid => reader.OfSeriesAsync(dataset, uid, cancellationToken))];
        if (patient is not null && timelines.Count == 0)
        {
            throw new CommandFailedException($"dataset {dataset} has no study of {patient}, open or complete; the pseudonym is in the manifests of series (patientId), never the patient's own number");
        }

        output.Answer(timelines, table =>
        {
            table.AddColumns("what", "step", "state", "since", "found", "what helps");
            foreach (var timeline in timelines)
            {
                timeline.Steps.ToList().ForEach(step => AddRow(table, $"study {timeline.StudyUid}", step));
                timeline.Series.SelectMany(one => one.Steps, (one, step) => (one, step)).ToList().ForEach(row => AddRow(table, $"series {row.one.SeriesUid} {row.one.Modality}", row.step));
            }
        });
        timelines.ToList().ForEach(timeline => output.Line(timeline.Answer));
        return timelines.All(timeline => timeline.IsKnown) ? ExitCodes.Success : ExitCodes.Failure;
    });

    /// <summary>Tries what the UID may be stored as; where none is known, the answer for the UID as it was given.</summary>
    private static async Task<StudyTimeline> FirstKnownAsync(ParseResult parsed, string option, string uid, DicomTag tag, Func<string, Task<StudyTimeline>> read)
    {
        if (!Uid.IsValid(uid))
        {
            throw new UsageException($"{option}: expected 1 to 64 digits and dots, found \"{uid}\"");
        }

        StudyTimeline? timeline = null;
        var configuration = ServiceHost.CreateBuilder(GlobalOptions.ToConfiguration(parsed)).Configuration;
        foreach (var stored in StoredUids.Of(uid, configuration))
        {
            timeline = await read(stored);
            if (timeline.IsKnown)
            {
                break;
            }
        }

        return WithSpool(timeline!, SpooledObjects.Count(configuration, timeline!.Dataset, tag, uid));
    }

    /// <summary>What this machine acknowledged and has not stored is the first thing to know.</summary>
    private static StudyTimeline WithSpool(StudyTimeline timeline, int spooled)
    {
        var step = new TimelineStep(
            "spooled", StepStates.Waiting, null, $"{spooled} received by this machine and not in the object store yet",
            "a process of ingestion with this data folder forwards them; the log says why where it cannot");
        return spooled == 0 ? timeline : timeline with { IsKnown = true, Answer = $"{step.Step}: {step.Found}. What helps: {step.Do}", Steps = [step, .. timeline.Steps] };
    }

    private static void AddRow(OutputTable table, string what, TimelineStep step) =>
        table.AddRow(what, step.Step, step.State, step.At is { } at ? $"{at:u}" : "", step.Found, step.Do);
}
