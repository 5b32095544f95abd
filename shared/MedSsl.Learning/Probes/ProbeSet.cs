using MedSsl.Imaging;

namespace MedSsl.Learning.Probes;

/// <summary>A small labelled set on which a training is probed while it goes on.</summary>
/// <param name="Label">What is asked, <c>task</c> or <c>task/finding</c>.</param>
/// <param name="Images">The images, of any range and size.</param>
/// <param name="Classes">Class of each, from 0.</param>
/// <param name="ClassCount">Classes there are, two or more.</param>
/// <param name="Patients">Patient of each: nobody is compared with an image of their own.</param>
/// <param name="Size">Side that images are brought to, in pixels.</param>
public sealed record ProbeSet(string Label, IReadOnlyList<GrayImage> Images, IReadOnlyList<int> Classes, int ClassCount, IReadOnlyList<string> Patients, int Size);
