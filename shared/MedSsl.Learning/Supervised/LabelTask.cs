namespace MedSsl.Learning.Supervised;

/// <summary>
/// What a supervised head answers, found from the labels of a dataset: one label with more than two values is a choice of one class; one or several labels with two values each are
/// yes or no answers, whose yes is the second value in ordinal order: <c>1</c> of 0 and 1, <c>present</c> of absent and present.
/// </summary>
public sealed record LabelTask
{
    private const int FewestClasses = 2;

    private LabelTask(LabelKind kind, IReadOnlyList<string> names, IReadOnlyList<IReadOnlyList<string>> values) => (Kind, Names, Values) = (kind, names, values);

    /// <summary>Whether outputs exclude each other.</summary>
    public LabelKind Kind { get; }

    /// <summary>The labels, in the order of the recipe.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Values of each label, in ordinal order.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Values { get; }

    /// <summary>C, outputs of the head.</summary>
    public int Outputs => Kind == LabelKind.MultiClass ? Values[0].Count : Names.Count;

    /// <summary>The task, or every reason why these labels make none.</summary>
    /// <param name="labels">The labels with what they say of the images that may be taught on.</param>
    public static (LabelTask? Task, IReadOnlyList<string> Problems) Of(IReadOnlyList<LabelCounts> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfZero(labels.Count);
        var problems = labels.Select(label => Problem(label, labels.Count)).OfType<string>().ToList();
        if (problems.Count > 0)
        {
            return (null, problems);
        }

        var values = labels.Select(label => (IReadOnlyList<string>)[.. label.Images.Keys.Order(StringComparer.Ordinal)]).ToList();
        return (new LabelTask(values[0].Count > FewestClasses ? LabelKind.MultiClass : LabelKind.Binary, [.. labels.Select(label => label.Name)], values), []);
    }

    /// <summary>The targets of an image, one for each output; NaN where nothing is said. Null for an image of which nothing is said at all.</summary>
    /// <param name="values">What each label says of it, in the order of <see cref="Names"/>; null where nothing.</param>
    public IReadOnlyList<float>? TargetsOf(IReadOnlyList<string?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count != Names.Count)
        {
            throw new ArgumentException($"{values.Count} values were given; one is needed for each of the {Names.Count} labels {string.Join(", ", Names)}.", nameof(values));
        }

        if (Kind == LabelKind.MultiClass)
        {
            return values[0] is { } said && Values[0].Contains(said) ? [.. Values[0].Select(value => value == said ? 1f : 0f)] : null;
        }

        float[] targets = [.. values.Select((said, i) => said == Values[i][1] ? 1f : said == Values[i][0] ? 0f : float.NaN)];
        return targets.All(float.IsNaN) ? null : targets;
    }

    private static string? Problem(LabelCounts label, int labels)
    {
        var found = string.Join(", ", label.Images.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"'{pair.Key}' ({pair.Value} images)"));
        return label.Images.Count switch
        {
            0 => $"labels: no image of the training side is labelled with {label.Name}; submit labels, or name another",
            < FewestClasses => $"labels: {label.Name} has one class on the training side, {found}; {FewestClasses} are needed",
            > FewestClasses when labels > 1 => $"labels: {labels} labels are named and {label.Name} has {label.Images.Count} classes, {found}; allowed: one label with several classes, or several with two each",
            _ => null,
        };
    }
}
