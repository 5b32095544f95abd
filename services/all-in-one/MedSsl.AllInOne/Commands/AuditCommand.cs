using System.CommandLine;
using System.Globalization;
using System.Xml.Linq;
using MedSsl.AllInOne.Sessions;
using MedSsl.Audit.Chain;
using MedSsl.Hosting;
using MedSsl.Ingestion.Audit;

namespace MedSsl.AllInOne.Commands;

internal static class AuditCommand
{
    private sealed record Entry(DateTimeOffset At, string Chain, long Sequence, string Event, string Type, string Outcome, IReadOnlyList<string> Participants, IReadOnlyList<string> Objects);

    private static readonly Option<string?> Since = new("--since") { Description = "Records from this time on, for example 2026-01-31 or 2026-01-31T12:00Z", HelpName = "TIME" };
    private static readonly Option<string?> Event = new("--event") { Description = "Records of this event, by its code, for example 110104 (DICOM Instances Transferred)", HelpName = "CODE" };

    public static Command Create() => new("audit", "The audit trail of this machine: list it, check that nobody changed it")
    {
        new Command("ls", "List records; that somebody looked is recorded too") { Since, Event }.Does(List),
        new Command("verify", "Check every record against the chain, and the end of each chain against what the object store keeps").Does(VerifyAsync),
    };

    private static Task<int> List(ParseResult parsed, Output output, CancellationToken cancellationToken)
    {
        var since = ParseTime(parsed.GetValue(Since));
        var review = Open(parsed);
        review.TellOfUse();
        var entries = review.Read()
            .Where(item => item.Record.Kind == ChainRecordKind.Message && item.Record.At >= since)
            .Select(item => Read(item.Chain, item.Record))
            .Where(entry => parsed.GetValue(Event) is not { } code || entry.Event.StartsWith(code + " ", StringComparison.Ordinal))
            .ToList();
        output.Answer(entries, table =>
        {
            table.AddColumns("at", "chain", "record", "event", "outcome", "who", "what");
            entries.ForEach(entry => table.AddRow(
                $"{entry.At:u}", entry.Chain, $"{entry.Sequence}", entry.Type.Length > 0 ? $"{entry.Event}: {entry.Type}" : entry.Event, entry.Outcome,
                string.Join(", ", entry.Participants), string.Join(", ", entry.Objects)));
        });
        return Task.FromResult(ExitCodes.Success);
    }

    private static async Task<int> VerifyAsync(ParseResult parsed, Output output, CancellationToken cancellationToken)
    {
        var verdicts = await Open(parsed).VerifyAsync(await StoreSession.OpenAsync(parsed, cancellationToken), cancellationToken);
        output.Answer(verdicts, table =>
        {
            table.AddColumns("chain", "records", "verdict", "notes");
            foreach (var verdict in verdicts)
            {
                table.AddRow(verdict.Chain, $"{verdict.FirstSequence} to {verdict.LastSequence}", verdict.Broken ?? "whole", string.Join("; ", verdict.Notes));
            }
        });
        return verdicts.All(verdict => verdict.IsWhole) ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static AuditReview Open(ParseResult parsed) =>
        AuditReview.Open(ServiceHost.CreateBuilder([.. GlobalOptions.ToConfiguration(parsed), "--Hosting:LogLevel=Warning"]).Configuration, TimeProvider.System)
        ?? throw new CommandFailedException("there is no audit trail in this data folder (--home); ingestion writes one when it runs with Ingestion:Audit:Enabled");

    private static DateTimeOffset ParseTime(string? text) =>
        text is null ? DateTimeOffset.MinValue
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw new UsageException($"--since: expected a time such as 2026-01-31 or 2026-01-31T12:00Z, found \"{text}\"");

    /// <summary>Files may have been changed by anybody: what is no message is listed as that.</summary>
    private static Entry Read(string chain, ChainRecord record)
    {
        try
        {
            var message = XElement.Parse(record.Content);
            var identification = message.Element("EventIdentification");
            return new Entry(
                record.At, chain, record.Sequence, Code(identification?.Element("EventID")), Code(identification?.Element("EventTypeCode")),
                $"{identification?.Attribute("EventOutcomeIndicator")?.Value} {identification?.Element("EventOutcomeDescription")?.Value}".Trim(),
                [.. message.Elements("ActiveParticipant").Select(participant => $"{participant.Attribute("UserID")?.Value}@{participant.Attribute("NetworkAccessPointID")?.Value}".TrimEnd('@'))],
                [.. message.Elements("ParticipantObjectIdentification").Select(Describe)]);
        }
        catch (System.Xml.XmlException)
        {
            return new Entry(record.At, chain, record.Sequence, "no audit message", "", "", [], []);
        }
    }

    private static string Describe(XElement subject)
    {
        var instances = subject.Descendants("SOPClass").Sum(count => int.TryParse(count.Attribute("NumberOfInstances")?.Value, out var number) ? number : 0);
        return $"{subject.Element("ParticipantObjectName")?.Value} {subject.Attribute("ParticipantObjectID")?.Value}" + (instances > 0 ? $" ({instances} instances)" : "");
    }

    private static string Code(XElement? code) => code is null ? "" : $"{code.Attribute("csd-code")?.Value} {code.Attribute("originalText")?.Value}";
}
