using System.Net;

namespace MedSsl.Ingestion.Network;

/// <summary>Who may send: a calling AE title from a network.</summary>
/// <param name="AeTitle">The title, or <c>*</c>.</param>
/// <param name="Network">The addresses.</param>
internal sealed record SourceRule(string AeTitle, IPNetwork Network)
{
    public bool Matches(string aeTitle, IPAddress address) => (AeTitle == "*" || AeTitle == aeTitle) && Network.Contains(address);

    /// <summary>Reads <c>TITLE@NETWORK</c>; null and the problem where it is none.</summary>
    public static SourceRule? Parse(string text, out string? problem)
    {
        var at = text.LastIndexOf('@');
        var title = at > 0 ? text[..at].Trim() : "";
        var network = at > 0 ? text[(at + 1)..].Trim() : "";
        problem = DicomRules.TitleProblem(title, mayBeAny: true) is { } wrong ? $"{wrong}, in \"{text}\"; expected TITLE@NETWORK such as CT1@10.1.0.0/16" : null;
        if (problem is not null)
        {
            return null;
        }

        if (IPAddress.TryParse(network, out var single))
        {
            return new SourceRule(title, new IPNetwork(single, 8 * single.GetAddressBytes().Length));
        }

        if (IPNetwork.TryParse(network, out var parsed))
        {
            return new SourceRule(title, parsed);
        }

        problem = $"expected an address or a network in CIDR form such as 10.1.0.0/16, found \"{network}\"";
        return null;
    }
}
