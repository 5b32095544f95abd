using MedSsl.Contracts;
using MedSsl.Imaging.EnergyBands;

namespace MedSsl.Normalization.References;

/// <summary>A published reference, and the object that it is, with its digest.</summary>
internal sealed record StoredReference(ReferenceEnergies Energies, ObjectRef Object);
