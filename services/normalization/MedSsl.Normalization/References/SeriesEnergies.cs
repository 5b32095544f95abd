namespace MedSsl.Normalization.References;

/// <summary>What a series measured before it was normalized: new references are fitted on it and drift is judged by it. Pixels are not needed again.</summary>
internal sealed record SeriesEnergies
{
    /// <summary>Sample keys, one per image.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>Energies of the prepared images and their bands, in the order of <see cref="Keys"/>.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Energies { get; init; }

    /// <summary>What drift is judged by; null when no image could be measured for it.</summary>
    public IReadOnlyList<double>? Probe { get; init; }
}
