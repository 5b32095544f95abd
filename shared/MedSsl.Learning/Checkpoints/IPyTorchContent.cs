using static TorchSharp.torch;

namespace MedSsl.Learning.Checkpoints;

/// <summary>A file of <c>torch.save</c>, opened.</summary>
internal interface IPyTorchContent : IDisposable
{
    /// <summary>What was saved.</summary>
    object? Root { get; }

    /// <summary>The numbers of a storage, as a tensor of one axis, in the caller's dispose scope.</summary>
    /// <exception cref="InvalidDataException">They are not there, or not as many as announced.</exception>
    Tensor Load(PickledStorage storage);
}
