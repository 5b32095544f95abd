using System.CommandLine;
using System.Globalization;
using MedSsl.Dicom.Network.Client;

namespace MedSsl.AllInOne.Commands;

/// <summary>How a person names a DICOM node, and how it is called.</summary>
internal static class DicomPeer
{
    private const int MaxTitle = 16;

    private static readonly Option<string> To = new("--to") { Description = "The receiver: its AE title, address and port", HelpName = "AE@HOST:PORT", Required = true };
    private static readonly Option<string> From = new("--from") { Description = "AE title to call from", DefaultValueFactory = _ => "MEDSSL", HelpName = "AE" };

    /// <summary>Gives a command that calls a node the options of it.</summary>
    public static Command CallsPeer(this Command command)
    {
        foreach (var option in (Option[])[To, From, DicomPeerTls.Tls, DicomPeerTls.Authority, DicomPeerTls.Certificate, DicomPeerTls.Key])
        {
            command.Add(option);
        }

        return command;
    }

    public static DicomClientOptions Read(ParseResult parsed)
    {
        var to = parsed.GetValue(To)!;
        var (at, colon) = (to.IndexOf('@', StringComparison.Ordinal), to.LastIndexOf(':'));
        if (at <= 0 || colon <= at + 1 || !int.TryParse(to[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
        {
            throw new UsageException($"--to {to}: expected AE@HOST:PORT, for example ARCHIVE@10.1.2.3:11112");
        }

        var host = to[(at + 1)..colon].Trim('[', ']');
        return new DicomClientOptions
        {
            Host = host,
            Port = port,
            CalledAeTitle = Title("--to", to[..at]),
            CallingAeTitle = Title("--from", parsed.GetValue(From)!),
            Tls = DicomPeerTls.Read(parsed, host),
        };
    }

    private static string Title(string option, string title) =>
        title.Length is > 0 and <= MaxTitle && title.All(character => character is >= ' ' and <= '~' and not '\\') ? title
            : throw new UsageException($"{option}: expected an AE title of 1 to {MaxTitle} characters, found \"{title}\"");
}
