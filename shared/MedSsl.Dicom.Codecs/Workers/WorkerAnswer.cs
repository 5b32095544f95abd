namespace MedSsl.Dicom.Codecs.Workers;

/// <summary>What came of a request: cells, a reason from the worker, or the loss of the worker.</summary>
/// <param name="Cells">The decoded frame.</param>
/// <param name="Reason">Why there is none.</param>
/// <param name="Loss">How the worker was lost; null where it lives.</param>
internal sealed record WorkerAnswer(byte[]? Cells, string? Reason, WorkerLoss? Loss);
