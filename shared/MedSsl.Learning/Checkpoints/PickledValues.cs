using static TorchSharp.torch;

namespace MedSsl.Learning.Checkpoints;

/// <summary>A function or class that a pickle names; nothing is ever called.</summary>
internal sealed record PickledGlobal(string Name);

/// <summary>The numbers behind tensors, which lie outside the pickle.</summary>
/// <param name="Key">Where they are.</param>
/// <param name="Type">Of each number.</param>
/// <param name="Elements">How many.</param>
internal sealed record PickledStorage(string Key, ScalarType Type, long Elements);

/// <summary>A tensor: a view of a storage. Offset and strides are counted in elements.</summary>
internal sealed record PickledTensor(PickledStorage Storage, long Offset, long[] Shape, long[] Strides);
