using System.CommandLine;
using System.Diagnostics;
using MedSsl.Dicom.Network.Client;
using MedSsl.Hosting;

namespace MedSsl.AllInOne.Commands;

internal static class SendCommand
{
    private static readonly Argument<string[]> Paths = new("PATH") { Description = "DICOM files, or folders of them", Arity = ArgumentArity.OneOrMore };
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    public static Command Create() => new Command("send", "Send DICOM files to a DICOM node (C-STORE), as they are stored") { Paths }.CallsPeer().Does(async (parsed, output, cancellationToken) =>
    {
        var peer = DicomPeer.Read(parsed);
        var files = parsed.GetValue(Paths)!.SelectMany(Find).Distinct(StringComparer.Ordinal).ToList();
        var start = Stopwatch.GetTimestamp();
        var (sent, failures) = (0, new List<FileResult>());
        var progress = new ThrottledProgress<int>(done => output.Progress($"  send     {done}/{files.Count} files, {failures.Count} failed"));
        await foreach (var result in FileSender.SendAsync(peer, files, cancellationToken))
        {
            sent += result.IsSent ? 1 : 0;
            if (!result.IsSent)
            {
                failures.Add(result);
                output.Progress($"  failed   {result.Path}: {result.Problem}");
            }

            progress.Report(sent + failures.Count);
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        output.Answer(new { sent, failed = failures, seconds }, table =>
        {
            table.AddColumns("receiver", "sent", "failed", "seconds");
            table.AddRow($"{peer.CalledAeTitle}@{peer.Host}:{peer.Port}", $"{sent}", $"{failures.Count}", $"{seconds:0.0}");
        });
        return failures.Count == 0 && sent > 0 ? ExitCodes.Success : ExitCodes.Failure;
    });

    private static IEnumerable<string> Find(string path)
    {
        var full = Path.GetFullPath(path);
        return File.Exists(full) ? [full]
            : Directory.Exists(full) ? Directory.EnumerateFiles(full, "*", Everything).Order(StringComparer.Ordinal)
            : throw new UsageException($"{full}: there is nothing at this path");
    }
}
