using static TorchSharp.torch;

namespace MedSsl.Learning.Swav;

/// <summary>
/// Combines a tensor with those that all other workers of a run give at the same call, in place; every worker gets the same result. All workers have to call in the same order,
/// those without a sample of a modality too.
/// </summary>
public interface IAllReduce
{
    /// <summary>The largest of each element.</summary>
    void Max(Tensor values);

    /// <summary>The sum of each element.</summary>
    void Sum(Tensor values);
}
