using MedSsl.Contracts.Ingestion;

namespace MedSsl.Normalization.References;

/// <summary>A series that came before its group had a reference: its energies, and the event to replay when the reference is there.</summary>
internal sealed record MeasuredSeries
{
    public required SeriesCompleted Event { get; init; }

    /// <summary>Energies per image and band.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Energies { get; init; }

    /// <summary>Sample keys in the order of <see cref="Energies"/>; null in older objects.</summary>
    public IReadOnlyList<string>? Keys { get; init; }

    /// <summary>What drift is judged by; null in older objects.</summary>
    public IReadOnlyList<double>? Probe { get; init; }
}
