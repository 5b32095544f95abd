using MedSsl.Contracts;
using MedSsl.Dicom.Network;
using MedSsl.Dicom.Network.Server;

namespace MedSsl.Ingestion.Network;

/// <summary>The lists of <see cref="DicomOptions"/>, read: who may send, which dataset an AE title feeds, where a commitment is reported.</summary>
internal sealed class DicomRules
{
    private const int MaxTitle = 16; // PS3.5 table 6.2-1, AE

    private readonly List<SourceRule> sources;
    private readonly Dictionary<string, string> datasets;
    private readonly Dictionary<string, (string Host, int Port)> peers;
    private readonly string defaultDataset;

    /// <param name="options">Options that are valid.</param>
    public DicomRules(DicomOptions options)
    {
        sources = [.. Entries(options.Sources).Select(entry => SourceRule.Parse(entry, out _)!)];
        datasets = Entries(options.Datasets).Select(Pair).ToDictionary(pair => pair.Title, pair => pair.Value, StringComparer.Ordinal);
        peers = Entries(options.CommitmentPeers).Select(Pair).ToDictionary(pair => pair.Title, pair => HostPort.Parse(pair.Value)!.Value, StringComparer.Ordinal);
        defaultDataset = options.Dataset;
    }

    /// <summary>Why a peer is not wanted; null when it is.</summary>
    public AssociateRejection? Admit(AssociationPeer peer) =>
        datasets.Count > 0 && !datasets.ContainsKey(peer.CalledAeTitle) ? AssociateRejection.CalledAeTitle
        : !sources.Exists(rule => rule.Matches(peer.CallingAeTitle, peer.Address)) ? AssociateRejection.CallingAeTitle
        : null;

    /// <summary>The dataset that a called AE title feeds.</summary>
    public string DatasetOf(string calledAeTitle) => datasets.GetValueOrDefault(calledAeTitle, defaultDataset);

    /// <summary>Where an AE title listens for reports; null where that is not said.</summary>
    public (string Host, int Port)? PeerOf(string aeTitle) => peers.TryGetValue(aeTitle, out var peer) ? peer : null;

    /// <summary>What is wrong with the lists, by key.</summary>
    public static IEnumerable<(string Key, string Problem)> Problems(DicomOptions options)
    {
        foreach (var entry in Entries(options.Sources))
        {
            if (SourceRule.Parse(entry, out var problem) is null)
            {
                yield return (nameof(DicomOptions.Sources), problem!);
            }
        }

        if (Names.Violation(options.Dataset) is { } violation)
        {
            yield return (nameof(DicomOptions.Dataset), violation);
        }

        foreach (var (key, list) in new[] { (nameof(DicomOptions.Datasets), options.Datasets), (nameof(DicomOptions.CommitmentPeers), options.CommitmentPeers) })
        {
            var titles = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (title, value) in Entries(list).Select(Pair))
            {
                var problem = TitleProblem(title, mayBeAny: false)
                    ?? (!titles.Add(title) ? $"expected each AE title once, found {title} twice"
                    : key == nameof(DicomOptions.Datasets) ? Names.Violation(value)
                    : HostPort.Parse(value) is null ? $"expected HOST:PORT, found \"{value}\""
                    : null);
                if (problem is not null)
                {
                    yield return (key, problem);
                }
            }
        }
    }

    public static string? TitleProblem(string title, bool mayBeAny) =>
        title.Length is 0 or > MaxTitle || title.Any(character => character is < ' ' or > '~' or '\\') || (title.Contains('*', StringComparison.Ordinal) && !(mayBeAny && title == "*"))
            ? $"expected an AE title of 1 to {MaxTitle} characters{(mayBeAny ? " or *" : "")}, found \"{title}\""
            : null;

    /// <summary>The entries of a list, which semicolons separate.</summary>
    public static IEnumerable<string> Entries(string list) => list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Reads <c>TITLE=VALUE</c>.</summary>
    public static (string Title, string Value) Pair(string entry)
    {
        var equals = entry.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (entry, "") : (entry[..equals].Trim(), entry[(equals + 1)..].Trim());
    }
}
