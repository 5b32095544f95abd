namespace MedSsl.Learning.Swav;

/// <summary>How Sinkhorn was applied to the images of a modality in one step.</summary>
/// <param name="Epsilon">ε, mean over the assign crops.</param>
/// <param name="ScoreSpread">sd of the doubly centred scores, mean over the assign crops.</param>
/// <param name="Queued">Embeddings of earlier batches beside those of the batch; 0 where the queue is not in use.</param>
internal sealed record CodeAssignment(double Epsilon, double ScoreSpread, long Queued);
