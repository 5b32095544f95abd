using System.CommandLine;
using System.Text.Json;
using MedSsl.AllInOne.Sessions;
using MedSsl.Contracts;
using MedSsl.Contracts.Ingestion;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;

namespace MedSsl.AllInOne.Commands;

/// <summary><c>medssl labels submit</c>: what stored images show, from files (docs/labels.md).</summary>
internal static class LabelsCommand
{
    private static readonly Argument<string[]> Files = new("FILE") { Description = "A submission as JSON, with the fields of the message LabelsSubmitted; may be repeated", Arity = ArgumentArity.OneOrMore };

    private sealed record Row(string Submission, string Dataset, string Task, int Labels, DateTimeOffset AcceptedAt);

    public static Command Create() => new("labels", "Labels of stored images")
    {
        new Command("submit", "Submit labels; each file is kept whole or refused with every reason, and the next version of its dataset has them") { Files }.Does(async (parsed, output, cancellationToken) =>
        {
            // All are read before the first is sent: a file that is none must not leave half of them submitted.
            var submissions = new List<(string File, LabelsSubmitted Submission)>();
            foreach (var file in parsed.GetValue(Files)!)
            {
                submissions.Add((file, await ReadAsync(file, cancellationToken)));
            }

            await using var session = await PlatformSession.OpenAsync(parsed, [], cancellationToken);
            var rows = new List<Row>();
            foreach (var (file, submission) in submissions)
            {
                var accepted = await SendAsync(session, file, submission, cancellationToken);
                rows.Add(new Row(accepted.Id, submission.Dataset, submission.Task, submission.Labels.Count + (submission.Annotations?.Count ?? 0), accepted.AcceptedAt));
            }

            output.Answer(rows, table =>
            {
                table.AddColumns("submission", "dataset", "task", "labels", "accepted");
                rows.ForEach(row => table.AddRow(row.Submission, row.Dataset, row.Task, $"{row.Labels}", $"{row.AcceptedAt:u}"));
            });
            return ExitCodes.Success;
        }),
    };

    private static async Task<LabelsSubmitted> ReadAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            throw new UsageException($"{file}: there is no file at this path");
        }

        try
        {
            return JsonSerializer.Deserialize<LabelsSubmitted>(await File.ReadAllBytesAsync(file, cancellationToken), Json.Options) ?? throw new JsonException("it is null");
        }
        catch (JsonException exception)
        {
            throw new UsageException($"{file}: expected a submission of labels as JSON, as docs/messages.md shows it under LabelsSubmitted: {exception.Message}");
        }
    }

    private static async Task<CommandAccepted> SendAsync(PlatformSession session, string file, LabelsSubmitted submission, CancellationToken cancellationToken)
    {
        try
        {
            return await session.SendAsync(submission, cancellationToken);
        }
        catch (UsageException refused)
        {
            throw new UsageException($"{file}: {refused.Message}");
        }
    }
}
