namespace MedSsl.Dicom.Network.Commitment;

/// <summary>An object that is not answered for.</summary>
/// <param name="Instance">The object.</param>
/// <param name="Reason">Failure reason (0008,1197): <see cref="DimseStatus.NoSuchInstance"/> or <see cref="DimseStatus.ProcessingFailure"/>.</param>
public sealed record FailedReference(SopReference Instance, ushort Reason);
