using System.CommandLine;
using System.Diagnostics;
using MedSsl.Dicom.Network;
using MedSsl.Dicom.Network.Client;
using MedSsl.Hosting;

namespace MedSsl.AllInOne.Commands;

internal static class EchoCommand
{
    public static Command Create() => new Command("echo", "Ask a DICOM node whether it answers (C-ECHO)").CallsPeer()
        .Does(async (parsed, output, cancellationToken) =>
        {
            var peer = DicomPeer.Read(parsed);
            var start = Stopwatch.GetTimestamp();
            await using var client = await DicomClient.ConnectAsync(peer, [ProposedContext.Verification], cancellationToken);
            var status = await client.EchoAsync(cancellationToken);
            await client.ReleaseAsync(cancellationToken);
            if (status != DimseStatus.Success)
            {
                throw new CommandFailedException($"{peer.CalledAeTitle}@{peer.Host}:{peer.Port} answered status {status:X4}");
            }

            var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            output.Answer(new { peer.CalledAeTitle, peer.Host, peer.Port, milliseconds }, table =>
            {
                table.AddColumns("receiver", "answered after");
                table.AddRow($"{peer.CalledAeTitle}@{peer.Host}:{peer.Port}", $"{milliseconds:0} ms");
            });
            return ExitCodes.Success;
        });
}
