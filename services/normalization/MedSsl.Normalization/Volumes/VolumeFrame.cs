using MedSsl.Contracts.Documents;
using MedSsl.Imaging.Volumes;

namespace MedSsl.Normalization.Volumes;

/// <summary>A slice of a future volume: a frame of an instance, and where it lies.</summary>
internal sealed record VolumeFrame(SeriesInstance Instance, int Frame, SlicePlane Plane);
