using System.CommandLine;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MedSsl.Dicom.Network.Client;

namespace MedSsl.AllInOne.Commands;

/// <summary>How a person names a DICOM node, and how it is called.</summary>
internal static class DicomPeer
{
    private const int MaxTitle = 16;

    public static readonly Option<string> To = new("--to") { Description = "The receiver: its AE title, address and port", HelpName = "AE@HOST:PORT", Required = true };
    public static readonly Option<string> From = new("--from") { Description = "AE title to call from", DefaultValueFactory = _ => "MEDSSL", HelpName = "AE" };
    public static readonly Option<bool> Tls = new("--tls") { Description = "Connect with TLS" };
    public static readonly Option<string?> Authority = new("--ca") { Description = "Certificates (PEM) that may have signed the receiver's; without it those of this system", HelpName = "FILE" };

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
            Tls = parsed.GetValue(Tls) || parsed.GetValue(Authority) is not null ? ReadTls(host, parsed.GetValue(Authority)) : null,
        };
    }

    private static string Title(string option, string title) =>
        title.Length is > 0 and <= MaxTitle && title.All(character => character is >= ' ' and <= '~' and not '\\') ? title
            : throw new UsageException($"{option}: expected an AE title of 1 to {MaxTitle} characters, found \"{title}\"");

    private static SslClientAuthenticationOptions ReadTls(string host, string? authority)
    {
        if (authority is null)
        {
            return new SslClientAuthenticationOptions { TargetHost = host };
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(authority);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--ca {authority}: expected certificates in PEM form: {exception.Message}");
        }

        return policy.CustomTrustStore.Count > 0
            ? new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = policy }
            : throw new UsageException($"--ca {authority}: expected certificates in PEM form, found none");
    }
}
