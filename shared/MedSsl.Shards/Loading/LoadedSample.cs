using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;

namespace MedSsl.Shards.Loading;

/// <summary>What a draw gave.</summary>
/// <param name="Metadata">What the sample is.</param>
/// <param name="Image">Its values, normalized.</param>
/// <param name="Reference">The reference energies of its group; null where the dataset names none.</param>
/// <param name="Draw">The draw that it belongs to: the one asked for, or another where that one's sample cannot be had.</param>
/// <param name="Missing">Why the sample that was asked for cannot be had (<see cref="MissingReasons"/>); null where it is this one.</param>
public sealed record LoadedSample(SampleMetadata Metadata, GrayImage Image, ReferenceEnergies? Reference, long Draw, string? Missing);
