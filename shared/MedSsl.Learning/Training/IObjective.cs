using static TorchSharp.torch;

namespace MedSsl.Learning.Training;

/// <summary>What a run minimises: a function of the embeddings of a batch, and what it remembers between batches.</summary>
internal interface IObjective : IDisposable
{
    /// <summary>Its own parameters and buffers, by name: trained, moved and saved with the network.</summary>
    IReadOnlyList<(string Name, nn.Module Module)> Modules { get; }

    /// <summary>Before the forward pass of a step.</summary>
    /// <param name="step">Steps done before.</param>
    void Begin(long step);

    /// <summary>The losses of a batch.</summary>
    /// <param name="embeddings">Unit embeddings, [V, B, D], large crops first, rows as the slices of the batch say.</param>
    /// <param name="step">Steps done before.</param>
    BatchLoss Compute(Tensor embeddings, long step);
}
