using MedSsl.Learning.Swav;
using static TorchSharp.torch;

namespace MedSsl.Learning.Training;

/// <summary>What a run minimises: a function of the embeddings of a batch, and what it remembers between batches.</summary>
internal interface IObjective : IDisposable
{
    /// <summary>Its own parameters and buffers, by name: trained, moved and saved with the network.</summary>
    IReadOnlyList<(string Name, nn.Module Module)> Modules { get; }

    /// <summary>The parts of a batch that it tells apart, and reports on.</summary>
    IReadOnlyList<ModalitySlice> Slices { get; }

    /// <summary>Before the forward pass of a step.</summary>
    /// <param name="step">Steps done before.</param>
    void Begin(long step);

    /// <summary>What the embeddings of a batch are to be predicted as; it is remembered that they were seen.</summary>
    /// <param name="embeddings">Unit embeddings of the assign crops, [A, B, D], without gradient.</param>
    /// <param name="step">Steps done before.</param>
    /// <returns>Null for an objective without codes.</returns>
    BatchCodes? Assign(Tensor embeddings, long step);

    /// <summary>The losses of a batch, or of a part of it.</summary>
    /// <param name="embeddings">Unit embeddings, [V, n, D], large crops first.</param>
    /// <param name="codes">Those of the same rows, [A, n, K]; null for an objective without codes.</param>
    /// <param name="part">Where each modality lies among the rows.</param>
    BatchLoss Compute(Tensor embeddings, Tensor? codes, IReadOnlyList<ModalitySlice> part);
}
