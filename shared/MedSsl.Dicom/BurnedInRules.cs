using MedSsl.Dicom.Privacy.Pixels;

namespace MedSsl.Dicom;

/// <summary>Rules about text in the pixels of known kinds of images, in the order in which they are asked.</summary>
public sealed class BurnedInRules
{
    /// <summary>No rule.</summary>
    public static readonly BurnedInRules None = new([]);

    /// <summary>The rules that come with the platform.</summary>
    public static readonly BurnedInRules BuiltIn = LoadBuiltIn();

    private readonly IReadOnlyList<RegionRule> _rules;

    private BurnedInRules(IReadOnlyList<RegionRule> rules) => _rules = rules;

    /// <summary>How many there are.</summary>
    public int Count => _rules.Count;

    /// <summary>Reads a table of rules (docs/de-identification.md).</summary>
    /// <param name="table">Comma separated values with a header line.</param>
    /// <param name="name">What the rules are called in messages: <c>site rule</c>.</param>
    /// <param name="problems">Everything that is wrong with it, each with its line.</param>
    /// <returns>The rules; null where something is wrong.</returns>
    public static BurnedInRules? Parse(string table, string name, out IReadOnlyList<string> problems)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var reader = new RegionRuleReader(name);
        var rules = reader.Read(table);
        problems = reader.Problems;
        return problems.Count == 0 ? new BurnedInRules(rules) : null;
    }

    /// <summary>These rules, and behind them those of <paramref name="others"/>.</summary>
    /// <param name="others">Rules that are asked later.</param>
    public BurnedInRules Before(BurnedInRules others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return new BurnedInRules([.. _rules, .. others._rules]);
    }

    internal RegionRule? For(DicomDataset dataset) => _rules.FirstOrDefault(rule => rule.Fits(dataset));

    private static BurnedInRules LoadBuiltIn()
    {
        using var reader = new StreamReader(typeof(BurnedInRules).Assembly.GetManifestResourceStream("burned-in-rules.csv")
            ?? throw new InvalidOperationException("The resource burned-in-rules.csv is missing from the assembly."));
        return Parse(reader.ReadToEnd(), "built-in rule", out var problems) ?? throw new InvalidOperationException(string.Join('\n', problems));
    }
}
